"""``python -m smartcom_kernel.cli``: the same as ``smartcom``."""

from smartcom_kernel.cli import main

if __name__ == "__main__":
    main()
