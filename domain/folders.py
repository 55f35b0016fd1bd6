"""Folders whose files must outlast a power cut."""

import os
from pathlib import Path


def sync(folder: Path) -> None:
    """Bring what a folder lists to the disk. Raises `OSError`."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
