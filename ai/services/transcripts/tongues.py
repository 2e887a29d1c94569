"""Languages by one code each (BCP 47), however people and vendors name them."""

import re

from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", re.ASCII)
UNKNOWN = "und"  # BCP 47: nobody knows
# ISO 639-3 where there is a short code too: https://iso639-3.sil.org/code_tables/639/data
LONG = """
afr=af amh=am ara=ar asm=as aze=az bel=be ben=bn bos=bs bul=bg cat=ca ces=cs cmn=zh cym=cy dan=da
deu=de ell=el eng=en est=et eus=eu fas=fa fil=tl fin=fi fra=fr ful=ff gle=ga glg=gl guj=gu hau=ha
heb=he hin=hi hrv=hr hun=hu hye=hy ibo=ig ind=id isl=is ita=it jav=jv jpn=ja kan=kn kat=ka kaz=kk
khm=km kir=ky kor=ko kur=ku lao=lo lav=lv lin=ln lit=lt ltz=lb lug=lg mal=ml mar=mr mkd=mk mlt=mt
mon=mn mri=mi msa=ms mya=my nep=ne nld=nl nno=nn nob=nb nor=no nya=ny oci=oc ori=or orm=om pan=pa
pol=pl por=pt pus=ps ron=ro rus=ru slk=sk slv=sl sna=sn snd=sd som=so spa=es srp=sr swa=sw swe=sv
tam=ta tel=te tgk=tg tha=th tuk=tk tur=tr tat=tt uig=ug ukr=uk urd=ur uzb=uz vie=vi wol=wo xho=xh
yor=yo zho=zh zul=zu
"""
SHORT = dict(re.findall(r"(\w+)=(\w+)", LONG))
NAMES = {
    info["name"].lower(): code.partition("-")[0]
    for code, info in LANG_INFO.items()
    if "name" in info and "-" not in code
} | {"chinese": "zh", "mandarin": "zh", "cantonese": "yue", "tagalog": "tl", "filipino": "tl", "farsi": "fa"}


def code_of(said: str) -> str:
    """The code of a language as a vendor says it: `english`, `eng` and `en_US` are `en`, `en` and `en-US`."""
    words = said.strip().replace("_", "-")
    if words.lower() in NAMES:
        return NAMES[words.lower()]
    main, _, more = words.partition("-")
    main = SHORT.get(main.lower(), main.lower())
    code = f"{main}-{more}" if more else main
    return code if CODE.fullmatch(code) else UNKNOWN


def checked(said: str, *, field: str = "language") -> str:
    """The code of a language that a person names; ValidationError when it is none."""
    code = code_of(said)
    if code == UNKNOWN:
        message = _("Name the language by its code, such as en, vi or pt-BR.")
        raise ValidationError({field: ValidationError(message, code="unknown_language")})
    return code


def name_of(code: str) -> str:
    """How the language is called in the person's own; the code itself where nobody knows."""
    try:
        return str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        return code
