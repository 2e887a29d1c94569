"""Every setting of the platform, a module a subject; `.env.example` explains the environment's variables."""

from config.settings.admin import *
from config.settings.ai import *
from config.settings.api import *
from config.settings.base import *
from config.settings.files import *
from config.settings.logs import *
from config.settings.mail import *
from config.settings.payments import *
from config.settings.schedule import *
from config.settings.security import *
from config.settings.services import *
from config.settings.work import *
