"""How people come in: what they know and hold, on which device.

Main words: *credential* (a PIN, password, code generator or passkey; readable by the sign-in role alone),
*device* (a tablet enrolled by staff, bound to a room or a person) and *attempt* (what throttling counts).
"""
