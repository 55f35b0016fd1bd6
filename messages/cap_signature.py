"""The enveloped signature of an alert (XML-DSig): that it comes from us, and as we wrote it.

Whoever checks one must know our certificate beforehand: the one inside the document proves only that it is whole.
"""

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureConstructionMethod, SignatureMethod
from signxml.signer import XMLSigner


def sign(root: etree._Element, key: bytes, certificate: bytes) -> etree._Element:
    """The same alert with its signature at the end. Key and certificate are PEM; nothing may change it afterwards."""
    private = load_pem_private_key(key, None)
    elliptic = isinstance(private, EllipticCurvePrivateKey)
    signer = XMLSigner(
        method=SignatureConstructionMethod.enveloped,
        signature_algorithm=SignatureMethod.ECDSA_SHA256 if elliptic else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed: etree._Element = signer.sign(root, key=key, cert=certificate.decode())
    return signed
