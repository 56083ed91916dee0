"""How each language writes dates, where July wants it otherwise than Django.

One package a language; Django finds them by `FORMAT_MODULE_PATH` and has all that is not in them.
"""
