// Runs beside the page: hands on what the microphone hears, a piece at a time.
class Recorder extends AudioWorkletProcessor {
  process([input]) {
    if (input && input[0]) this.port.postMessage(input[0].slice());
    return true;
  }
}
registerProcessor("recorder", Recorder);
