"""`python -m clark.worker`: takes requests further, and watches branches and clusters."""

import os

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clark.settings")
    django.setup()
    from clark.worker.process import run  # needs Django's models

    run()


if __name__ == "__main__":
    main()
