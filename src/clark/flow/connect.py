"""How an application connects: names of variables and of the Secret's keys, never a value. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from clark.flow.cards import Snippet
from clark.manifests import get

VARIABLES: Final[Mapping[str, Mapping[str, str]]] = {
    "RDSInstance": {
        "DB_HOST": "endpoint",
        "DB_PORT": "port",
        "DB_USER": "username",
        "DB_PASSWORD": "password",
    },
    "DBCluster": {
        "DB_HOST": "endpoint",
        "DB_READER_HOST": "readerEndpoint",
        "DB_PORT": "port",
        "DB_USER": "username",
        "DB_PASSWORD": "password",
    },
    "ReplicationGroup": {
        "REDIS_HOST": "endpoint",
        "REDIS_PORT": "port",
        "REDIS_PASSWORD": "password",
    },
    "Bucket": {"S3_BUCKET": "endpoint", "S3_REGION": "region"},
}

NODES: Final = "clark.dev/nodes"  # the label that the shipped offering gives its nodes

_JAVA: Final = {
    "RDSInstance": """# application.yaml
spring:
  datasource:
    url: jdbc:postgresql://${{DB_HOST}}:${{DB_PORT}}/{database}
    username: ${{DB_USER}}
    password: ${{DB_PASSWORD}}""",
    "ReplicationGroup": """# application.yaml
spring:
  data:
    redis:
      host: ${{REDIS_HOST}}
      port: ${{REDIS_PORT}}
      password: ${{REDIS_PASSWORD}}
      ssl:
        enabled: true""",
    "Bucket": """S3Client s3 = S3Client.builder()
    .region(Region.of(System.getenv("S3_REGION")))
    .build();
s3.listObjectsV2(b -> b.bucket(System.getenv("S3_BUCKET")));""",
}
_PYTHON: Final = {
    "RDSInstance": """import os
import psycopg

connection = psycopg.connect(
    host=os.environ["DB_HOST"],
    port=os.environ["DB_PORT"],
    user=os.environ["DB_USER"],
    password=os.environ["DB_PASSWORD"],
    dbname="{database}",
)""",
    "ReplicationGroup": """import os
import redis

cache = redis.Redis(
    host=os.environ["REDIS_HOST"],
    port=int(os.environ["REDIS_PORT"]),
    password=os.environ["REDIS_PASSWORD"],
    ssl=True,
)""",
    "Bucket": """import os
import boto3

s3 = boto3.client("s3", region_name=os.environ["S3_REGION"])
s3.list_objects_v2(Bucket=os.environ["S3_BUCKET"])""",
}
_NODE: Final = {
    "RDSInstance": """import pg from "pg";

const pool = new pg.Pool({{
  host: process.env.DB_HOST,
  port: Number(process.env.DB_PORT),
  user: process.env.DB_USER,
  password: process.env.DB_PASSWORD,
  database: "{database}",
}});""",
    "ReplicationGroup": """import {{ createClient }} from "redis";

const cache = createClient({{
  socket: {{
    host: process.env.REDIS_HOST,
    port: Number(process.env.REDIS_PORT),
    tls: true,
  }},
  password: process.env.REDIS_PASSWORD,
}});
await cache.connect();""",
    "Bucket": """import {{ S3Client, ListObjectsV2Command }} from "@aws-sdk/client-s3";

const s3 = new S3Client({{ region: process.env.S3_REGION }});
await s3.send(new ListObjectsV2Command({{ Bucket: process.env.S3_BUCKET }}));""",
}


# One speaks to an Aurora cluster as to a single database.
_SPOKEN: Final[Mapping[str, str]] = {"DBCluster": "RDSInstance"}
_DATABASE: Final[Mapping[str, str]] = {"RDSInstance": "dbName", "DBCluster": "databaseName"}


def snippets(kind: str, value: Mapping[str, Any], secret: str) -> tuple[Snippet, ...]:
    """Java, Python and Node, and the part of a pod that hands them the variables.

    Nothing connects to a node group: the part of a pod that asks for its nodes.
    """
    if kind == "NodeGroup":
        return (Snippet("pod", "Pod", _node_selector(value)),)
    if kind not in VARIABLES:
        return ()
    named = ("spec", "forProvider", _DATABASE.get(kind, "dbName"))
    words = {"database": get(value, named, "postgres")}
    spoken = _SPOKEN.get(kind, kind)
    return (
        Snippet("java", "Java", _JAVA[spoken].format(**words)),
        Snippet("python", "Python", _PYTHON[spoken].format(**words)),
        Snippet("node", "Node", _NODE[spoken].format(**words)),
        Snippet("pod", "Pod", _pod(kind, secret)),
    )


def _node_selector(value: Mapping[str, Any]) -> str:
    labels = get(value, ("spec", "forProvider", "labels"), {})
    ours = {key: said for key, said in labels.items() if key == NODES}
    named = ours or {"eks.amazonaws.com/nodegroup": get(value, ("metadata", "name"), "")}
    return "\n".join(["nodeSelector:", *(f"  {key}: {said}" for key, said in named.items())])


def binding(name: str, application: str, port: object, target_group: str) -> Snippet:
    """What puts the pods of an application's Service into a target group."""
    return Snippet(
        "pod",
        "Pods",
        f"""# The AWS Load Balancer Controller keeps the addresses of the pods in the target group.
apiVersion: elbv2.k8s.aws/v1beta1
kind: TargetGroupBinding
metadata:
  name: {name}
  namespace: {application}
spec:
  serviceRef:
    name: {application} # the Service of your application
    port: {port}
  targetGroupARN: {target_group}
  targetType: ip""",
    )


def _pod(kind: str, secret: str) -> str:
    lines = ["env:"]
    for variable, key in VARIABLES[kind].items():
        lines += [
            f"  - name: {variable}",
            "    valueFrom:",
            f"      secretKeyRef: {{name: {secret}, key: {key}}}",
        ]
    return "\n".join(lines)
