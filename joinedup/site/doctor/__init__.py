"""The doctor: looks at an installation and says in plain sentences what is wrong and what to do.

Each group gathers its facts where they are to be had, and judges them by functions that know nothing else. So every
judgement is tested with facts, and every fact is gathered in one place.
"""

from joinedup.site.doctor.complaints import Complaint
from joinedup.site.doctor.examination import Examined, examine

__all__ = ["Complaint", "Examined", "examine"]
