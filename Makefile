# The two commands: `make run` shows Redthread, `make test` proves it. Everything lies under .redthread/.
#   make run    PORT=8000 HOST=127.0.0.1 SCALE=small|national COUNTRY=SE|DK|BE DATABASE_URL=postgresql://…
#   make test   only="lint types units"  to run some of the steps
#   make reset  deletes the demonstration's data, and says what it deletes

PYTHON ?= python3

.PHONY: run test reset python
.DEFAULT_GOAL := run

run test reset: python
	@exec $(PYTHON) tools/bootstrap.py $@ $(only)

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "Python is missing. On Debian: apt-get install python3 python3-venv" >&2; exit 1; }
