# What one stack tells the others: plain SSM parameters, so that nobody needs to read a whole state.

resource "aws_ssm_parameter" "this" {
  #checkov:skip=CKV2_AWS_34:Ids and ARNs, no secrets; plain text lets plans and people read them.
  #checkov:skip=CKV_AWS_337:Ids and ARNs, no secrets; a key would only hide them from readers.
  for_each = var.values

  name           = "/clark/${var.environment}/${var.region}/${var.layer}/${each.key}"
  description    = "Written by the Terraform stack ${var.environment}/${var.region}/${var.layer}."
  type           = "String"
  insecure_value = each.value
}
