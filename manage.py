#!/usr/bin/env python
"""Django's command line, with the embedded servers started first where a command needs them."""

import os
import sys

from factcheck import servers

NEEDS_NO_SERVER = {
    "help",
    "version",
    "--help",
    "--version",
    "-h",
    "check",
    "servers",
    "serve",
    "collectstatic",
    "pictures",
    "predict",
    "fake_providers",
    "train_checkworthiness",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command == "servers" and {"backup", "restore"} & set(sys.argv[2:3]):
        from factcheck import backup

        raise SystemExit(backup.main(sys.argv[2:]))
    if command == "servers":
        raise SystemExit(servers.main(sys.argv[2:]))
    if command == "serve":
        from factcheck import supervisor

        raise SystemExit(supervisor.main(sys.argv[2:]))
    if command not in NEEDS_NO_SERVER and not {"--help", "-h"} & set(sys.argv[2:]):
        try:
            servers.ensure()
        except servers.ServerTrouble as trouble:
            raise SystemExit(f"The embedded servers did not start. {trouble}") from None

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
