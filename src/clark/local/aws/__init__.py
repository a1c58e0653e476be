"""AWS on this machine: moto, with lifecycles, validation, persistence and real engines behind it.

Spoken to by the AWS SDK with an `endpoint_url`; nothing is imported from here.
"""
