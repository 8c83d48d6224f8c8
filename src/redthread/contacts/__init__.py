"""Contacts: who a client may reach and be reached by, over all channels, checked at both ends.

Three words: a *correspondent* is somebody outside with all their names, numbers and addresses (aliases); a
*contact* is what was decided between one client and one correspondent, by channel, level and date; a *ban*
closes every channel and every alias, whoever asks.
"""
