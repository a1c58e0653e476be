"""What Kubernetes adds to CEL, and what Clark must know of an expression before it is evaluated."""
