"""What EKS refuses with. The codes are shapes of its model; moto finds the status there."""

from moto.core.exceptions import ServiceException


class EKSError(ServiceException):
    """Of any code."""


class NotFound(EKSError):
    code = "ResourceNotFoundException"


class InUse(EKSError):
    code = "ResourceInUseException"


class InvalidParameter(EKSError):
    code = "InvalidParameterException"


class InvalidRequest(EKSError):
    code = "InvalidRequestException"
