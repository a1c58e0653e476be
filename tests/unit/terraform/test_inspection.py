"""What is refused before Terraform runs at all: each attack by its line, and nothing harmless."""

import contextlib

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from clark.adapters.terraform import hcl
from clark.adapters.terraform.allowed import FUNCTIONS
from clark.adapters.terraform.hcl import WORDS
from clark.adapters.terraform.inspection import aliases, configured, inspect
from clark.adapters.terraform.walk import walk
from clark.customers.layout import infra_files
from clark.errors import Refused
from clark.ports.terraform import Stack
from tests.infra.tree import SITE, blueprint

CUSTOMER = infra_files(blueprint(), SITE)
STACK = Stack("dev", "us-east-1", "network")
LOCK = (
    'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n'
    '  constraints = "~> 5.100"\n  hashes = [\n    "h1:abc=",\n  ]\n}\n'
)
GOOD = """
terraform {
  required_version = ">= 1.10"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
  backend "s3" {}
}

provider "aws" {
  region              = var.region
  allowed_account_ids = [var.account]
  default_tags {
    tags = { owner = "clark" }
  }
}

provider "aws" {
  alias  = "replica"
  region = "eu-west-1"
}

module "network" {
  source = "../../../../modules/network"
}

locals {
  policy  = file("${path.module}/policy.json")
  script  = templatefile("${path.module}/start.tftpl", { name = var.name })
  escaped = "$${not_code}"
  text    = <<-EOT
    external data, provisioner "local-exec" and http are only words here
  EOT
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
  }
}

resource "terraform_data" "marker" {
  input = local.text
}

moved {
  from = aws_vpc.old
  to   = aws_vpc.this
}
"""


def tree(**more: str) -> dict[str, bytes]:
    """The stack with these files instead, or besides: main, module and other are folders' files."""
    texts = {
        f"{STACK.path}/main.tf": more.pop("main", GOOD),
        f"{STACK.path}/.terraform.lock.hcl": more.pop("lock", LOCK),
        f"{STACK.path}/policy.json": "{}",
        f"{STACK.path}/start.tftpl": more.pop("template", "hello ${name}"),
        f"{STACK.path}/terraform.tfvars.json": "{}",
        "modules/network/main.tf": more.pop("module", 'resource "aws_vpc" "this" {}\n'),
        **{name.replace("__", "/"): text for name, text in more.items()},
    }
    return {path: text.encode() for path, text in texts.items()}


def refused(files: dict[str, bytes]) -> list[str]:
    with pytest.raises(Refused) as refusal:
        inspect(files, STACK)
    return [str(each) for each in refusal.value.problems]


def test_what_a_stack_needs_is_let_through() -> None:
    assert inspect(tree(), STACK) == (STACK.path, "modules/network")
    assert aliases(tree(), STACK) == ("", "replica")


@pytest.mark.parametrize(
    ("code", "line", "said"),
    [
        ('data "external" "x" {\n  program = ["id"]\n}', 1, "provider “external”"),
        ('data external x {\n  program = ["id"]\n}', 1, "provider “external”"),
        ('data "http" "x" {\n  url = "http://x"\n}', 1, "provider “http”"),
        ('data "terraform_remote_state" "x" {\n  backend = "s3"\n}', 1, "provider “terraform”"),
        ('check "x" {\n  data "http" "y" {\n    url = "a"\n  }\n}', 2, "provider “http”"),
        ('data "aws_lambda_invocation" "x" {}', 1, "only describe"),
        ('data "aws_secretsmanager_secret_version" "x" {}', 1, "only describe"),
        (
            'resource "aws_vpc" "x" {\n  provisioner "local-exec" {\n    command = "id"\n  }\n}',
            2,
            "provisioner local-exec",
        ),
        (
            'resource "aws_vpc" "x" {\n  connection {\n    host = "a"\n  }\n}',
            2,
            "connection",
        ),
        ('removed {\n  from = a.b\n  provisioner "local-exec" {}\n}', 3, "provisioner local-exec"),
        ('resource "null_resource" "x" {}', 1, "provider “null”"),
        ('resource "random_password" "x" {}', 1, "provider “random”"),
        ('provider "evil" {}', 1, "“evil” is not listed"),
        ('provider "aws" {\n  endpoints {\n    s3 = "http://x"\n  }\n}', 2, "“endpoints”"),
        ('provider "aws" {\n  access_key = "A"\n}', 2, "“access_key”"),
        ('provider "aws" {\n  shared_credentials_files = ["/x"]\n}', 2, "“shared_cred"),
        (
            'provider "aws" {\n  assume_role {\n    role_arn = "x"\n  }\n}',
            2,
            "“assume_role”",
        ),
        (
            'terraform {\n  required_providers {\n    aws = { source = "evil/aws" }\n  }\n}',
            3,
            "“aws” is not listed",
        ),
        (
            "terraform {\n  required_providers {\n"
            '    aws = { /* source = "hashicorp/aws" */ source = "evil/aws" }\n  }\n}',
            3,
            "“aws” is not listed",
        ),
        (
            'terraform {\n  required_providers {\n    http = { source = "hashicorp/http" }\n  }\n}',
            3,
            "“http” is not listed",
        ),
        ('terraform {\n  backend "local" {}\n}', 2, "kept in “local”"),
        ('terraform {\n  backend "s3" {\n    endpoint = "http://x"\n  }\n}', 3, "“endpoint”"),
        ("terraform {\n  cloud {}\n}", 2, "“cloud”"),
        ('terraform {\n  provider_meta "aws" {}\n}', 2, "“provider_meta”"),
        ("terraform {\n  experiments = [x]\n}", 2, "“experiments”"),
        ('module "x" {\n  source = "git::https://x"\n}', 2, "comes from elsewhere"),
        ('module "x" {\n  source = "terraform-aws-modules/vpc/aws"\n}', 2, "from elsewhere"),
        ('module "x" {\n  source = "/etc"\n}', 2, "comes from elsewhere"),
        ('module "x" {\n  source = "../../../../../x"\n}', 2, "out of modules/"),
        ('module "x" {\n  source = "../other"\n}', 2, "out of modules/"),
        ('module "x" {\n  source = "../../../../modules/none"\n}', 2, "no folder"),
        ('module "x" {\n  source = "${var.x}"\n}', 2, "not said plainly"),
        ('module "x" {}', 1, "not said plainly"),
        ('ephemeral "aws_lambda_invocation" "x" {}', 1, "“ephemeral” is not allowed"),
        ('locals {\n  x = file("/etc/passwd")\n}', 2, "named plainly"),
        ('locals {\n  x = file("${path.module}/../../../x")\n}', 2, "leads to live/x"),
        ('locals {\n  x = file("${path.module}/${var.x}")\n}', 2, "named plainly"),
        ("locals {\n  x = file(var.x)\n}", 2, "named plainly"),
        ('locals {\n  x = fileset(path.module, "**")\n}', 2, "fileset() is not among"),
        ('locals {\n  x = "a-${filebase64("~/.aws/credentials")}"\n}', 2, "named plainly"),
        ('locals {\n  x = <<E\n${file("/etc/passwd")}\nE\n}', 3, "named plainly"),
        ('locals {\n  x = [for y in ["a"] : pathexpand(y)]\n}', 2, "pathexpand() is not"),
        ("locals {\n  x = templatestring(local.y, {})\n}", 2, "templatestring() is not"),
        ('output "x" {\n  value = nonsensitive(var.secret)\n}', 2, "nonsensitive() is not"),
        ('locals {\n  x = file("${path.module}/\\u002e\\u002e/x")\n}', 2, "named plainly"),
        ('locals {\n  x = file("${path.module}/none")\n}', 2, "no file"),
        (
            'locals {\n  x = file("${path.module}/policy.json" == "a" ? "/x" : "/y")\n}',
            2,
            "plainly",
        ),
        ('locals {\n  x = provider::evil::run("id")\n}', 2, "provider::evil::run() is not"),
        ('locals {\n  x = "%{ if file("/x") == "" }a%{ endif }"\n}', 2, "named plainly"),
        ('locals {\n  x = "${upper("${file("/x")}")}"\n}', 2, "named plainly"),
        (
            'locals {\n  x = <<-E\n    %{~ if file("/x") == "" ~}\n    %{ endif }\n  E\n}',
            3,
            "plainly",
        ),
        ('data "aws_s3_object" "x" {}', 1, "only describe"),
        ('data "aws_launch_template" "x" {}', 1, "only describe"),
        ('data "aws_ecs_container_definition" "x" {}', 1, "only describe"),
        ('data "terraform_data" "x" {}', 1, "provider “terraform”"),
        ('resource "aws_vpc" "x" {', 1, "cannot be read"),
        ("x = 1", 1, "no such thing"),
    ],
)
def test_code_that_runs_or_reads_more_than_a_plan_may_is_refused(
    code: str, line: int, said: str
) -> None:
    files = tree()
    files[f"{STACK.path}/other.tf"] = f"{code}\n".encode()
    found = refused(files)
    assert any(each.startswith(f"{STACK.path}/other.tf:{line}: ") for each in found), found
    assert any(said in each for each in found), found


@pytest.mark.parametrize(
    "code",
    [
        'locals {\n  x = <<E\n${file/**/("/etc/passwd")}\nE\n}\n',
        'locals {\n  x = <<E\n${file // a\n("/etc/passwd")}\nE\n}\n',
        'locals {\n  x = <<E\n${file # a\n("/etc/passwd")}\nE\n}\n',
        'locals {\n  x = <<E\n%{ if file /**/ ("/etc/passwd") == "" }%{ endif }\nE\n}\n',
        'locals {\n  x = "${file /**/ ("/etc/passwd")}"\n}\n',
        'locals {\n  x = <<E\n$$${file("/etc/passwd")}\nE\n}\n',
        'locals {\n  x = <<E\n%${file("/etc/passwd")}\nE\n}\n',
        "locals {\n  x = <<E\n${upper(\nE\n)}\nE\n}\n",
        'locals {\n  x = "\\${file("/etc/passwd")}"\n}\n',
        "locals {\n  x = 1 /* never ends\n}\n",
        'data "\\u0065xternal" "x" {}\n',
        'locals {\n  x = <<E\na\nE \n}\ndata "external" "y" {}\nlocals {\n  z = <<E\nE\n}\n',
        'locals {\n  x = "$${"\n}\ndata "external" "y" {}\nlocals {\n  z = "}"\n}\n',
        'locals {\n  x = "%%{"\n}\ndata "external" "y" {}\nlocals {\n  z = "}"\n}\n',
        'locals {\n  x = "a\nb"\n}\n',
        'locals {\n  x = 1 # a\rdata "external" "y" {}\n}\n',
        'locals {\u00a0\n}\ndata "external" "y" {}\n',
        "\ufefflocals {}\n",
        'locals {\n  x = "\x00"\n}\n',
    ],
)
def test_where_two_readers_could_disagree_nothing_is_run(code: str) -> None:
    files = tree()
    files[f"{STACK.path}/other.tf"] = code.encode()
    found = refused(files)
    assert any("cannot be read" in each or "external" in each for each in found), found


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{STACK.path}/more.tf.json", "code as JSON"),
        (f"{STACK.path}/override.tf", "override file"),
        (f"{STACK.path}/x_override.tf", "override file"),
        ("modules/network/override.tf.json", "code as JSON"),
        (f"{STACK.path}/.terraform/modules/modules.json", "working folder"),
        (f"{STACK.path}/.terraform/providers/x", "working folder"),
        (f"{STACK.path}/terraform.tfstate", "State holds secret values"),
        (f"{STACK.path}/MAIN.tf", "upper and lower case"),
        (f"{STACK.path}/../x.tf", "no plain path inside"),
        ("/etc/x.tf", "no plain path inside"),
        (f"{STACK.path}/a\nb.tf", "control character"),
        (f"{STACK.path}/{'a' * 256}.tf", "too long"),
    ],
)
def test_files_that_terraform_would_load_out_of_a_readers_sight_are_refused(
    path: str, said: str
) -> None:
    files = tree()
    files[path] = b"{}"
    assert any(said in each for each in refused(files))


def test_everything_is_said_at_once_and_in_order() -> None:
    files = tree(main='data "http" "a" {}\n\ndata "external" "b" {}\n', module='provider "x" {}\n')
    files.pop("modules/network/main.tf")
    found = refused(files)
    assert [each.partition(": ")[0] for each in found] == [
        f"{STACK.path}/main.tf:1",
        f"{STACK.path}/main.tf:3",
    ]


def test_modules_are_held_to_the_same_rules() -> None:
    found = refused(tree(module='data "external" "x" {}\nterraform {\n  backend "s3" {}\n}\n'))
    assert [each.partition(": ")[0] for each in found] == [
        "modules/network/main.tf:1",
        "modules/network/main.tf:3",
    ]


def test_templates_may_not_read_files_either() -> None:
    (found,) = refused(tree(template='a\n${file("/etc/passwd")}\n'))
    assert f"{STACK.path}/start.tftpl:2 calls file()" in found


@pytest.mark.parametrize(
    "text",
    [
        '${file /**/ ("/etc/passwd")}',
        "${file // a\n(name)}",
        "%{ if file /* a */ (name) == name }%{ endif }",
        "${templatefile(name, {})}",
        "${nonsensitive(name)}",
        "$$${file(name)}",
        "${name",
    ],
)
def test_nothing_hides_in_a_templates_file(text: str) -> None:
    (found,) = refused(tree(template=text))
    assert f"{STACK.path}/start.tftpl:1" in found or f"{STACK.path}/start.tftpl:2" in found


@pytest.mark.parametrize(
    "value", ['(file\n("/x"))', 'file /**/ ("/x")', 'core::file("/x")', '"${core::file("/x")}"']
)
def test_the_first_reader_needs_no_second(value: str) -> None:
    files = tree()
    files[f"{STACK.path}/other.tf"] = f"locals {{\n  x = {value}\n}}\n".encode()
    ((where, why, _),) = walk(files, STACK.path)[1]
    assert where == f"{STACK.path}/other.tf:2"
    assert "file() may only read" in why


GAPS = st.sampled_from(["", " ", "\t", "/**/", '/* " */ ', '# "\n', "// ${\n", "\n"])
PLACES = st.sampled_from(
    [
        "({})",
        '("${{{}}}")',
        '("a${{upper("b${{{}}}")}}")',
        '("%{{ if {} }}a%{{ endif }}")',
        "[for x in [1] : {}]",
        "{{ a = {} }}",
        "<<E\n${{{}}}\nE\n",
        "<<-E\n  %{{~ for x in {} ~}}\n  %{{ endfor }}\n  E\n",
        "<<E\n$${{ ${{{}}} %%{{\nE\n",
    ]
)


@given(st.from_regex(r"(core::)?[a-z][a-z0-9_]{0,12}", fullmatch=True), GAPS, GAPS, PLACES)
@example("file", "/**/", "", "<<E\n${{{}}}\nE\n")
def test_no_call_gets_through_that_is_not_listed(
    name: str, before: str, inside: str, place: str
) -> None:
    assume(name.removeprefix("core::") not in FUNCTIONS | WORDS)
    code = "locals {\n  x = " + place.format(f"{name}{before}({inside}1)") + "\n}\n"
    files = tree()
    files[f"{STACK.path}/other.tf"] = code.encode()
    _, found = walk(files, STACK.path)
    assert found, "the first reader sees it alone, as in the customer's workflow"
    assert refused(files)


@given(st.text(alphabet='ab1 \n"\\${}()%~#/*<=EO-.,:[]', max_size=40))
def test_whatever_stands_in_a_file_it_is_read_or_called_unreadable(text: str) -> None:
    for reader in (hcl.read, hcl.template_calls):
        with contextlib.suppress(hcl.Unreadable):
            reader(text.encode())


@pytest.mark.parametrize(
    "path", sorted(each for each in CUSTOMER if each.startswith("live/") and "/main.tf" in each)
)
def test_the_code_that_customers_begin_with_is_let_through(path: str) -> None:
    _, *words, _ = path.split("/")
    assert inspect({each: text.encode() for each, text in CUSTOMER.items()}, Stack(*words))


def test_a_lock_file_is_there_and_locks_one_provider() -> None:
    files = tree()
    files.pop(f"{STACK.path}/.terraform.lock.hcl")
    assert "Without a lock file" in refused(files)[0]
    evil = LOCK + 'provider "registry.terraform.io/evil/aws" {\n}\n'
    assert (
        ".terraform.lock.hcl:8: It locks provider registry.terraform.io/evil/aws"
        in (refused(tree(lock=evil))[0])
    )


def test_what_terraform_itself_read_is_looked_at_again() -> None:
    resource = {"address": "aws_vpc.a", "type": "aws_vpc", "provisioners": [{"type": "local-exec"}]}
    data = {"address": "data.http.a", "type": "http", "mode": "data"}
    inner = {"source": "./m", "module": {"resources": [data]}}
    root = {"resources": [resource], "module_calls": {"m": inner, "n": {"source": "evil/vpc"}}}
    with pytest.raises(Refused) as refusal:
        configured({"configuration": {"root_module": root}})
    assert [each.field for each in refusal.value.problems] == [
        "aws_vpc.a",
        "data.http.a",
        "evil/vpc",
    ]
    configured({"configuration": {"root_module": {}}})
