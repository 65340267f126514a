"""Why a file, folder or port cannot be used, in words for people: never "[Errno 13]", never the system's language."""

import csv
import errno
import json
import socket
import tomllib

_WORDS = {
    errno.ENOENT: "there is no such file or folder",
    errno.EISDIR: "it is a folder",
    errno.ENOTDIR: "a part of its path is a file, not a folder",
    errno.EEXIST: "something of that name is there already",
    errno.EACCES: "this user has no right to it",
    errno.EPERM: "this user has no right to it",
    errno.EROFS: "the disk can only be read",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "this user's share of the disk is used up",
    errno.EIO: "the disk does not answer",
    errno.ENAMETOOLONG: "its name is too long",
    errno.ELOOP: "its links go round in a circle",
    errno.EMFILE: "too many files are open",
    errno.EBUSY: "another program uses it",
    errno.EADDRINUSE: "the port is in use by another program",
    errno.EADDRNOTAVAIL: "this computer has no such address",
}


def in_words(trouble: Exception) -> str:
    """The reason as the end of a sentence, without a full stop: "it is a folder". For troubles of files and ports."""
    if isinstance(trouble, UnicodeError):
        return "it is not text in UTF-8"
    if isinstance(trouble, json.JSONDecodeError):
        return f"it is no JSON document (line {trouble.lineno}, character {trouble.colno})"
    if isinstance(trouble, tomllib.TOMLDecodeError):
        return "it is no TOML document"
    if isinstance(trouble, csv.Error):
        return "it is no table of comma separated values"
    if isinstance(trouble, socket.gaierror):
        return "there is no computer of that name"
    if isinstance(trouble, OSError):
        return _WORDS.get(trouble.errno or 0, "the system does not give it out")
    return "its content is not what is expected"
