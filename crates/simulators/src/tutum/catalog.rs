//! The invented account of the demo, as tables: one line each, columns separated by `|`, read by [`super::seed`].

/// Cluster, region, type, state.
pub(super) const CLUSTERS: &str = "\
web|digitalocean/ams3|digitalocean/2gb|Deployed
data|digitalocean/ams3|digitalocean/8gb|Deployed
batch|aws/eu-west-1|aws/m3.medium|Partly deployed
office|||Scaling
staging|digitalocean/fra1|digitalocean/1gb|Empty cluster
lab|packet/ams1|packet/baremetal_0|Init
next|aws/eu-west-1|aws/m4.large|Deploying
old|aws/us-east-1|aws/m1.small|Terminating
older|aws/us-east-1|aws/m1.small|Terminated";

/// Key, cluster, state.
pub(super) const NODES: &str = "\
web1|web|Deployed
web2|web|Deployed
data1|data|Deployed
data2|data|Deployed
data3|data|Upgrading
batch1|batch|Deployed
batch2|batch|Unreachable
next1|next|Deploying
office1|office|Deployed
old1|old|Terminating
older1|older|Terminated";

/// Name, stack, state, image, containers (a node, and their state where it is another), what is mounted: `group=path` for a
/// group of its own, `+group=path` for that of another service, `:ro` behind it if it is only read.
pub(super) const SERVICES: &str = "\
postgres|shop|Running|postgres:9.4|data1 data2|postgres_data=/var/lib/postgresql/data postgres_wal=/archive
redis|shop|Running|redis:3.0|data1|redis_data=/data
shop|shop|Partly running|acme/shop:1.42|web1 web2 batch2:Stopped|shop_uploads=/srv/shop/uploads
nginx|shop|Redeploying|nginx:1.9|web1 web2|nginx_cache=/var/cache/nginx +shop_uploads=/usr/share/nginx/uploads:ro
elasticsearch|search|Running|elasticsearch:1.7|data1 data2 data3|elasticsearch_data=/usr/share/elasticsearch/data
kibana|search|Stopped|kibana:4.1|web2|kibana_config=/opt/kibana/config
jenkins|build|Running|jenkins:1.625|batch1|jenkins_home=/var/jenkins_home
registry|build|Running|registry:2.2|batch1|registry_storage=/var/lib/registry
backup|ops|Running|acme/backup:7|data1 data2|+postgres_data=/postgres:ro +redis_data=/redis:ro backup_spool=/spool
rabbitmq|shop|Scaling|rabbitmq:3.5|data2 data3:Starting|rabbitmq_mnesia=/var/lib/rabbitmq
mongo|legacy|Terminating|mongo:2.6|batch2:Terminating|mongo_db=/data/db
graphite|ops|Not running|hopsoft/graphite-statsd:latest||graphite_storage=/opt/graphite/storage
influxdb|ops|Starting|tutum/influxdb:0.9|office1:Starting|influxdb_data=/data
reports|legacy|Stopping|acme/reports:3|office1:Stopping|reports_out=/srv/out
wordpress|legacy|Terminated|tutum/wordpress:latest||
hello||Running|tutum/hello-world:latest|web1|";

/// Groups that no service uses any more: name, state, the nodes of their volumes.
pub(super) const LEFT: &str = "\
postgres_data_93|Created|data1 data2
wordpress_uploads|Terminated|older1
wordpress_mysql|Terminated|older1
ci_cache|Created|batch1";

/// Groups that make the server misbehave, or that are strange by themselves; they stand last in a list by name.
pub(super) const STRANGE: &[&str] = &[
    "zz test: read-fail-401",
    "zz test: read-fail-403",
    "zz test: read-fail-404",
    "zz test: read-fail-409",
    "zz test: read-fail-429",
    "zz test: read-fail-500",
    "zz test: read-fail-503",
    "zz test: read-fail-504",
    "zz test: read-fail-huge",
    "zz test: read-slow",
    "zz test: read-html",
    "zz test: read-truncated",
    "zz test: read-lost",
    "zz test: a state nobody knows",
    "zz test: no state",
    "zz test: a member that is gone",
    "zz test: fields left out",
    "zz test: services is a word",
];
