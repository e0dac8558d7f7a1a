"""The demonstration city: people who cannot exist, with years of insurance, certificates and payments.

Everything is drawn from one seed and counted back from one day, so the same day and scale give the same files. It goes
in through the feeds a city uses, file by file. Identity areas 99… do not exist, names begin with 示, 例, 演 or 试,
phones begin with 120.
"""

from cms.city.files import City, make

__all__ = ["City", "make"]
