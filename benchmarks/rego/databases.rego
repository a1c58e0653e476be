# The twenty policies of benchmarks/review.py, as conftest is given them. Each denies, or warns
# of, what the ValidatingAdmissionPolicy of the same name does of a database that is created; the
# benchmark proves that before it measures.
package main

import rego.v1

asked := input.spec.forProvider

labels := object.get(input.metadata, "labels", {})

annotations := object.get(input.metadata, "annotations", {})

adopted if object.get(annotations, "clark.dev/adopted", "") != ""

database if {
	input.kind == "RDSInstance"
	startswith(input.apiVersion, "database.aws.crossplane.io/")
}

production if {
	database
	object.get(labels, "clark.dev/environment", "") == "prod"
}

deny contains "database-backups-production: Keep backups for at least 7 days." if {
	production
	object.get(asked, "backupRetentionPeriod", 0) < 7
}

sizes := {
	"db.t3.micro", "db.t3.small", "db.t3.medium", "db.t3.large",
	"db.m5.large", "db.m5.xlarge", "db.r5.large", "db.r5.xlarge",
}

deny contains "database-class: This size is not one of those your company allows." if {
	database
	not object.get(asked, "dbInstanceClass", "") in sizes
	not adopted
}

deny contains "database-deletion-protection: Turn deletion protection on." if {
	production
	object.get(asked, "deletionProtection", false) != true
}

deny contains "database-encrypted: Turn encryption on." if {
	database
	object.get(asked, "storageEncrypted", false) != true
	not adopted
}

deny contains "database-engine-version: Choose a version from 14 to 17." if {
	database
	object.get(asked, "engine", "") == "postgres"
	not regex.match(`^(14|15|16|17)[.][0-9]{1,2}$`, object.get(asked, "engineVersion", ""))
	not adopted
}

deny contains "database-engine: Set the engine to postgres." if {
	database
	object.get(asked, "engine", "") != "postgres"
	not adopted
}

deny contains "database-final-snapshot: Let AWS take a final snapshot." if {
	production
	object.get(asked, "skipFinalSnapshotBeforeDeletion", false) != false
}

reserved := {
	"admin", "administrator", "rdsadmin", "rdsrepladmin", "rds_superuser", "rds_replication",
	"rds_iam", "rds_password", "root", "superuser", "user", "public", "none",
}

refused_login if lower(object.get(asked, "masterUsername", "")) in reserved

refused_login if startswith(lower(object.get(asked, "masterUsername", "")), "pg_")

deny contains "database-master-username: Choose another login." if {
	database
	refused_login
	not adopted
}

warn contains "database-minor-upgrades: Leave minor upgrades on." if {
	database
	object.get(asked, "autoMinorVersionUpgrade", true) != true
}

deny contains "database-password-source: Let the password be generated." if {
	database
	object.get(asked, "masterPasswordSecretRef", null) != null
}

deny contains "database-private: Make the database private." if {
	database
	object.get(asked, "publiclyAccessible", true) != false
}

deny contains "database-region: Choose a region that is set up." if {
	database
	not object.get(asked, "region", "") in {"us-east-1", "us-west-2", "eu-west-1"}
}

deny contains "database-restore: Restore it by hand." if {
	database
	object.get(asked, "restoreFrom", null) != null
}

deny contains "database-standby: Turn the standby on." if {
	production
	object.get(asked, "multiAZ", false) != true
	not adopted
}

deny contains "database-storage-growth: Let it grow to 1000 GB at most." if {
	database
	object.get(asked, "maxAllocatedStorage", 0) > 1000
	not adopted
}

deny contains "database-storage-limit: Ask for 1000 GB at most." if {
	database
	object.get(asked, "allocatedStorage", 0) > 1000
	not adopted
}

deny contains "database-storage-type: Choose gp2 or gp3." if {
	database
	not object.get(asked, "storageType", "") in {"gp2", "gp3"}
	not adopted
}

tagged contains tag.key if {
	some tag in object.get(asked, "tags", [])
	object.get(tag, "value", "") != ""
}

deny contains "database-tags: Set the tags team, environment and application." if {
	database
	some key in ["team", "environment", "application"]
	not key in tagged
	not adopted
}

deny contains "service-labels: Set the labels of the service, its team and application." if {
	database
	some key in ["clark.dev/service", "clark.dev/team", "clark.dev/application"]
	object.get(labels, key, "") == ""
}

secret := object.get(input.spec, "writeConnectionSecretToRef", {})

own_secret if {
	object.get(secret, "namespace", "") == "clark-connections"
	object.get(secret, "name", "") == concat("", [input.metadata.name, "-credentials"])
	object.get(input.spec, "publishConnectionDetailsTo", null) == null
}

deny contains "service-connection-secret: Write the login to its own Secret." if {
	database
	not own_secret
}
