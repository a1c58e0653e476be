# The log groups of the cluster's containers, made before the agent that writes to them: otherwise
# it makes them without retention and key.

resource "aws_cloudwatch_log_group" "this" {
  #checkov:skip=CKV_AWS_338:The retention is the caller's, a year in production; elsewhere it costs without use.
  for_each = toset(["application", "dataplane", "host", "performance"])

  name              = "/aws/containerinsights/${var.cluster_name}/${each.key}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.logs_key_arn
}
