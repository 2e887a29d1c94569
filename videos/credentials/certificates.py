"""Who signs: the operator, with a certificate of their own, or this installation, with one that it made."""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CHAIN, KEY = "certificate.pem", "key.pem"
LASTS = timedelta(days=3650)
ORGANISATION = "Framewright (made by itself)"
CURVES = {"secp256r1": "es256", "secp384r1": "es384", "secp521r1": "es512"}
PEM = serialization.Encoding.PEM


class WrongCertificate(Exception):
    """The certificate or the key cannot be used for signing; the text is for the operator."""


@dataclass(frozen=True)
class Identity:
    """A certificate with its chain, and its key; both PEM."""

    chain: str
    key: str
    algorithm: str  # as C2PA names it: es256, ps256, ed25519 ...
    is_self_made: bool

    @property
    def fingerprint(self) -> str:
        return sha256(self.chain.encode()).hexdigest()


def operators(*, certificate: Path, key: Path) -> Identity:
    """The operator's own identity, from two PEM files. Raises WrongCertificate."""
    return _identity(certificate, key, is_self_made=False)


def self_made(*, folder: Path) -> Identity:
    """This installation's own identity, made once and kept in `folder`. Nobody's list of trust knows it."""
    if not (folder / KEY).exists():
        _make(folder)
    return _identity(folder / CHAIN, folder / KEY, is_self_made=True)


def _identity(certificate: Path, key: Path, *, is_self_made: bool) -> Identity:
    try:
        chain, secret = certificate.read_bytes(), key.read_bytes()
        leaf = x509.load_pem_x509_certificates(chain)[0]
        loaded = serialization.load_pem_private_key(secret, password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise WrongCertificate(
            f"The certificate or key for content credentials is unusable: {error}"
        ) from error
    if leaf.public_key() != loaded.public_key():
        raise WrongCertificate("The key for content credentials does not belong to the certificate.")
    if leaf.not_valid_after_utc < datetime.now(UTC):
        raise WrongCertificate(
            f"The certificate for content credentials ended on {leaf.not_valid_after_utc}."
        )
    return Identity(chain.decode(), secret.decode(), _algorithm(loaded), is_self_made)


def _algorithm(key: object) -> str:
    match key:
        case ec.EllipticCurvePrivateKey() if key.curve.name in CURVES:
            return CURVES[key.curve.name]
        case rsa.RSAPrivateKey():
            return "ps256"
        case ed25519.Ed25519PrivateKey():
            return "ed25519"
    raise WrongCertificate(
        "Content credentials are signed with EC (P-256, P-384, P-521), RSA or Ed25519 keys."
    )


# -- one's own -----------------------------------------------------------------------------------------------


def _make(folder: Path) -> None:
    """Two certificates, since C2PA takes none that signs itself: a root, and what it lets sign."""
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = _name("Framewright root"), _name("Framewright content credentials")
    root = (
        _certificate(root_name, root_name, root_key, root_key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .sign(root_key, hashes.SHA256())
    )
    leaf = (
        _certificate(name, root_name, key, root_key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    # The root's key is forgotten: nothing else will ever be signed by it.
    plain = key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    _keep(folder, {CHAIN: leaf.public_bytes(PEM) + root.public_bytes(PEM), KEY: plain})


def _keep(folder: Path, contents: dict[str, bytes]) -> None:
    """Puts the files there at once: of two processes that make an identity, one wins and both use its."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    for name, content in contents.items():
        (draft / name).touch(mode=0o600)
        (draft / name).write_bytes(content)
    try:
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft)
        if not (folder / KEY).exists():
            raise


def _name(common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.CertificateBuilder:
    # Since yesterday: the clock of whoever reads it may be a little behind.
    begin = datetime.now(UTC) - timedelta(days=1)
    authority = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + LASTS)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(authority, critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
