"""Ends this program when the one that started it ends: that one holds the other end of our standard input."""

import os
import threading


def tether(threads=threading, read=os.read):
    """Watches standard input from a thread, which ends the whole program as soon as there is no more of it.

    Where threads are imitated, the true ones have to be given, with a reading that waits: an imitated one would hold up all.
    """

    def watch():
        while read(0, 1024):
            pass
        os._exit(0)

    threads.Thread(target=watch, daemon=True).start()
