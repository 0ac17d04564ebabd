"""Make `.venv` and install `requirements.txt` into it, once for each content of that file.

Runs on a bare Python with nothing installed, so it may import the standard library only, and it must
still parse on an old Python in order to say that it is too old.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(HERE, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, ".installed")
REQUIREMENTS = os.path.join(HERE, "requirements.txt")
UV = "uv==0.13.9"


def main():
    if sys.version_info < (3, 11):
        sys.exit(
            "The workbench needs Python 3.11 or newer; %s is %d.%d.%d.\n"
            "Name a newer one: make PYTHON=python3.11 run" % ((sys.executable,) + tuple(sys.version_info[:3]))
        )
    wanted = fingerprint()
    if installed() == wanted:
        return
    started = time.monotonic()
    if not works(PYTHON):
        say("Making .venv with Python %d.%d.%d" % tuple(sys.version_info[:3]))
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        except subprocess.CalledProcessError:
            sys.exit("Python could not make .venv. On Debian or Ubuntu install python3-venv, then try again.")
    say("Installing requirements.txt (about 110 packages, once)")
    install()
    with open(STAMP, "w") as stamp:
        stamp.write(wanted)
    say("Installed in %.0f s" % (time.monotonic() - started))


def fingerprint():
    with open(REQUIREMENTS, "rb") as requirements:
        pins = requirements.read()
    return "%s %d.%d" % (hashlib.sha256(pins).hexdigest(), sys.version_info[0], sys.version_info[1])


def installed():
    try:
        with open(STAMP) as stamp:
            recorded = stamp.read()
    except OSError:
        return ""
    return recorded if works(PYTHON) else ""


def works(python):
    """Whether this interpreter starts and has the version of the one that is running."""
    wanted = "%d.%d" % tuple(sys.version_info[:2])
    try:
        found = subprocess.run(
            [python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
            stdout=subprocess.PIPE,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return found.stdout.decode().strip() == wanted


def install():
    """With uv where it can be had (15 s), with plain pip otherwise (about a minute)."""
    quiet = [PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "-q"]
    if subprocess.run(quiet + ["install", UV]).returncode == 0:
        environment = dict(os.environ, VIRTUAL_ENV=VENV, UV_LINK_MODE="copy")
        uv = [os.path.join(VENV, "bin", "uv"), "pip", "install", "-q", "--python", PYTHON, "-r", REQUIREMENTS]
        if subprocess.run(uv, env=environment).returncode == 0:
            return
        say("uv did not manage it; trying plain pip")
    if subprocess.run(quiet + ["install", "-r", REQUIREMENTS]).returncode != 0:
        sys.exit("requirements.txt could not be installed: see the lines above.")


def say(line):
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
