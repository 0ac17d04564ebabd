"""Print the path of a Chromium on this machine. With `--install`, try Debian's package where there is none."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
PLACES = ("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/snap/bin/chromium")


def find() -> str:
    given = os.environ.get("CHROMIUM", "")
    candidates = [given, *(shutil.which(name) or "" for name in NAMES), *PLACES]
    return next((path for path in candidates if path and os.access(path, os.X_OK)), "")


def install() -> None:
    """As root, with apt: the index may be old or missing, so it is read again when the first try fails."""
    if os.getuid() != 0 or not shutil.which("apt-get"):
        return
    sys.stderr.write("Installing Chromium with apt-get (once, about a minute)\n")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    wanted = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
    for command in (wanted, ["apt-get", "update", "-qq"], wanted):
        done = subprocess.run(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        if command is wanted and done.returncode == 0:
            return
    sys.stderr.write(f"apt-get could not install it: {done.stderr.strip()[-500:]}\n")


def main() -> int:
    if not find() and "--install" in sys.argv:
        install()
    found = find()
    if found:
        sys.stdout.write(found + "\n")
    return 0 if found else 1


if __name__ == "__main__":
    raise SystemExit(main())
