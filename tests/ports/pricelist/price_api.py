"""A stand-in of AWS's Price List Query API: stateless, strict about requests, of documented shape.

What it answers is shaped as the API reference documents GetProducts. It was not compared with AWS
itself, and its numbers are made up.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

TARGET = "AWSPriceListService.GetProducts"
SERVICES = {"AmazonRDS", "AmazonElastiCache", "AmazonEC2", "AmazonS3", "AWSELB", "AmazonEKS"}
SERVICES |= {"awskms", "AWSSecretsManager"}
PAGE = 2


def product(usage: str, unit: str, usd: str, **attributes: str) -> dict[str, Any]:
    """One product with one price on demand, as the API documents it."""
    sku = f"SKU{abs(hash((usage, usd, *attributes.items()))) % 10**8}"
    rate = {"unit": unit, "beginRange": "0", "endRange": "Inf", "pricePerUnit": {"USD": usd}}
    rates = {f"{sku}.TERM.RATE": {**rate, "description": usage, "appliesTo": []}}
    term = {"sku": sku, "offerTermCode": "TERM", "priceDimensions": rates, "termAttributes": {}}
    told = {"usagetype": usage, **attributes}
    return {
        "product": {"sku": sku, "productFamily": told.pop("productFamily", ""), "attributes": told},
        "serviceCode": attributes["servicecode"],
        "terms": {"OnDemand": {f"{sku}.TERM": term}},
        "version": "20261102000000",
        "publicationDate": "2026-11-02T17:04:05Z",
    }


def tiered(made: dict[str, Any], *rates: tuple[str, str]) -> dict[str, Any]:
    """The same product with several ranges, each from so many units at so much."""
    (term,) = made["terms"]["OnDemand"].values()
    (first,) = term["priceDimensions"].values()
    term["priceDimensions"] = {
        f"RATE{begins}": {**first, "beginRange": begins, "pricePerUnit": {"USD": usd}}
        for begins, usd in rates
    }
    return made


class _Answers(BaseHTTPRequestHandler):
    """Answers from `server.products` what the filters match, two at a time."""

    server: Any

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        wrong = self._wrong(body)
        if wrong:
            self._say(400, {"__type": wrong, "Message": "no"})
            return
        wanted = {each["Field"]: each["Value"] for each in body.get("Filters", [])}
        found = [each for each in self.server.products if _has(each, body["ServiceCode"], wanted)]
        start = int(body.get("NextToken") or 0)
        answer: dict[str, Any] = {
            "FormatVersion": "aws_v1",
            "PriceList": [json.dumps(each) for each in found[start : start + PAGE]],
        }
        if start + PAGE < len(found):
            answer["NextToken"] = str(start + PAGE)
        self._say(200, answer)

    def _wrong(self, body: dict[str, Any]) -> str:
        signed = "Credential=" in self.headers.get("Authorization", "")
        if not signed or "/us-east-1/pricing/aws4_request" not in self.headers["Authorization"]:
            return "UnrecognizedClientException"
        if self.server.denied:
            return "AccessDeniedException"
        if self.headers.get("X-Amz-Target") != TARGET:
            return "UnknownOperationException"
        if body.get("ServiceCode") not in SERVICES:
            return "NotFoundException"
        filters = body.get("Filters", [])
        whole = all(set(each) == {"Type", "Field", "Value"} for each in filters)
        known = all(each["Type"] == "TERM_MATCH" for each in filters)
        return "" if whole and known else "InvalidParameterException"

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        text = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *told: object) -> None:
        """Nothing to the terminal."""


@contextmanager
def serving(products: list[dict[str, Any]], denied: bool = False) -> Iterator[str]:
    """The URL of a stand-in that has these products."""
    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    server.products, server.denied = products, denied
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# Private functions


def _has(product: dict[str, Any], service: str, wanted: dict[str, str]) -> bool:
    told = product["product"]
    own = {**told["attributes"], "productFamily": told["productFamily"]}
    return product["serviceCode"] == service and wanted.items() <= own.items()
