"""The category of every code point, in the version of Unicode that this Python knows."""

import json
import sys
import unicodedata

json.dump([unicodedata.category(chr(code)) for code in range(0x110000)], sys.stdout)
