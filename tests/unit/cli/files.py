"""Files for the commands that need nothing else."""

from pathlib import Path

DATABASE = """\
apiVersion: database.aws.crossplane.io/v1alpha1
kind: RDSInstance
metadata:
  name: java-service-db-prod
spec:
  forProvider:
    dbInstanceClass: db.t3.medium
    engine: postgres
    engineVersion: "14.9"
    allocatedStorage: 100
    masterUsername: admin
    vpcSecurityGroupIds:
      - sg-0123456789abcdef0
    dbSubnetGroupName: default
  writeConnectionSecretToRef:
    name: java-service-db-credentials
    namespace: default
"""


def written(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path
