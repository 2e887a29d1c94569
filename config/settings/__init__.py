"""Every setting of the platform, a module a subject; `.env.example` explains the environment's variables."""

from config.settings.accounts import *
from config.settings.admin import *
from config.settings.ai import *
from config.settings.api import *
from config.settings.base import *
from config.settings.fetching import *
from config.settings.files import *
from config.settings.headers import *
from config.settings.logs import *
from config.settings.mail import *
from config.settings.payments import *
from config.settings.privacy import *
from config.settings.projects import *
from config.settings.refusals import refuse_unsafe
from config.settings.scanning import *
from config.settings.schedule import *
from config.settings.secrets import *
from config.settings.security import *
from config.settings.services import *
from config.settings.storage import *
from config.settings.uploads import *
from config.settings.work import *
from config.settings.youtube import *

refuse_unsafe(globals())
