/**
 * The jars that broker, tools and ZooKeeper of 2.8.2 load: all that Maven lists. reload4j is the logger. Coordinates,
 * bytes, SHA-512 in base64.
 */
export const jars282 = `
net.sourceforge.argparse4j:argparse4j:0.7.0 90347 QUjpckHIXpt1ydchRwI9PJF92NIeWrYknlIMuV046eGFvVo6jSoYCVWDcRMhjGp75NXBu8OhF5ClFfhoDFvs/w==
commons-cli:commons-cli:1.4 53820 +naaCKEYFBgxzU6vLOTz9lhVuK7uhvvz4HtMYZ+s+AH4tVwUxeVqFUzRT0OKjxILtZogwba+BJeVAeNi8lLKSA==
com.fasterxml.jackson.core:jackson-annotations:2.10.5 68080 0fftjuWohhsNswtAny9eNUYYl7tf6YsmOek3J4UtGEZDzOpsDSwEj9CFx1wshZtgXx9Uj8Ja3dgc7gwQhAqGFQ==
com.fasterxml.jackson.core:jackson-core:2.10.5 349331 Pf6hgQAljaNzpwl6N7jYjHV/mZnPhXkalDVDWLm7CcPU1t+8YgfCX8l/etdf8lAgMmroB7cxQLeEAev28fzugQ==
com.fasterxml.jackson.core:jackson-databind:2.10.5.1 1405163 zlDxOrMGsCAHK0IUwzc6LhP1bXfnovL6G+WV2ETJNJdAW25jwjwb2KpYJVcpr51fp8sJYW/StZyCkGnZ+QjwxQ==
com.fasterxml.jackson.dataformat:jackson-dataformat-csv:2.10.5 100175 d1ZiurRuIEMIYFfTItT2HRQ/QSeVfTeWoNWrfSOXTNgkc1g8uct7QLa+iNM/0t3YURG2vdYj5qAuzhWzrmK+bQ==
com.fasterxml.jackson.datatype:jackson-datatype-jdk8:2.10.5 34400 WjOq8EIw5YcYqrpur3j4M0vLwEFevvXkahrDqUilCxhYuSO52iByD/d0SL3UN39iwr7TvepOrPLPWGZfBZ+NpA==
com.fasterxml.jackson.module:jackson-module-paranamer:2.10.5 43743 Lm1aoCWPRvZ2kExOjo+xadDfXKgt6yhLZV87DVWijOC3REzslt9xxqfcYJ1lF/S7a0LYz1U101IB0RkA6aCYIw==
com.fasterxml.jackson.module:jackson-module-scala_2.13:2.10.5 338600 avQiOe+jaP4ofn/dPYJV2mHRl3M2DVF6AGdmwxBOnoNWBo86dn/KNUBgUG0qaWoLOn1Tsdq4k9Xc3CGa+VLmnA==
net.sf.jopt-simple:jopt-simple:5.0.4 78146 y8J+C22mrktiRTU9ZibS48FxwwJqVV+iHo72GzBxTihtuFCG0aV8FnAW6Kfwe+KiQ+NLOrUEsYd4BvO87F35hg==
org.apache.kafka:kafka-clients:2.8.2 4639857 V0T5y1dgIYNhmXv+U+LiOGAaFdboA2AdUVjlFqq8P2cBlzWESZX3lBv77HlS738PznpLn3g7LFk2awkn7sIp7w==
org.apache.kafka:kafka-metadata:2.8.2 304135 L2iYo/U2lLUb0vFhKdFqTucALnILFfvLXkkyTJwWJwxAxD1fZy9YJNFC/dYY/xKlNxK4NRWQUrnrciL3lSy6EQ==
org.apache.kafka:kafka-raft:2.8.2 168752 t0lr3jwWs1ic1l1nZKMp3MSwRBYmDTZfsb9hW+emAv/97zMgK4DOaGRTykniKW8ivdWBvtaBdqq/4KLQIrTSjA==
org.apache.kafka:kafka_2.13:2.8.2 5488130 5h5vhVqhSTgG1JDipoghs1VwMwZ3A4u0BPjD21FIZst6m/USIixCGlX8xpxSXwTtjgWU8k/G+ydijz+w7eKIqw==
org.lz4:lz4-java:1.7.1 649950 /0ja7KksWnZXqpx/5Bxa51pfoKrQXGVbrLZKQKz+k//T1AvvFlRGFM6KONs+HfF3AjEBdz9vfB0yAxQTJw5C0g==
com.yammer.metrics:metrics-core:2.2.0 82123 vmUAcZeFMiaLPQOByuggcA+6asjQwT9oGk6BzLtvCXolgGOqXelCxuvokV9VwIpMbfRPBN4c7c/M/a2mBJp/AA==
io.netty:netty-buffer:4.1.50.Final 289845 5cXJQwl9f0mmymVjmImrM+00CAsrBlESWfDdGym56oAyvedeHeO+rVCMpM0HbHX60264NmoU7B1rYhIj4iG6MQ==
io.netty:netty-codec:4.1.50.Final 320177 mYb7mWO6A058ACVulUGnJeC/oq7CFUYDLb8r3Qio2YzwANNQHcbKhf7LZ5tbTgzEPjU1yrGUiFk+Pm5iD3EfsA==
io.netty:netty-common:4.1.50.Final 626103 g3nVW86IP08thw33q+5RR3Q4NvqTi888akkL1w+oYM3vJzkZd8E4qHDfVqnzxb1xb8Vl9h2HXNNzHVNkGKP0uQ==
io.netty:netty-handler:4.1.50.Final 455224 YZilEHefc64VVPpVMtwukj9sC5nR84UaA3tvhmFp89xNs1BVVqI8ozbGrS46EFzEUCHiK0+hgHbksr4CMTi3Gw==
io.netty:netty-resolver:4.1.50.Final 33160 lmGTnY/WyLLlj90qao7RvUkMVqpNTRMiXddGn4fviuNKqSLwSnx0P8u4xlCAgsn5VINYkQmAAQxH35AGdKSo0g==
io.netty:netty-transport:4.1.50.Final 473176 qfUqWMK3CT/xt6AQ8GMsOnupJfUofFwRrGUEGjd9t4SCxn7S3ixfUl0d+Z7tanudCcn60PB8IbTt2JsR3h3aRQ==
io.netty:netty-transport-native-epoll:4.1.50.Final 124005 IY/R45Lx4VgIgUXX6vGsGHsKg3EWSZKpRfCM4ZiDheV8fSOPv5TyQTiu6V0QvyYLwNUgSOFd6xPPo3KmPs5TFg==
io.netty:netty-transport-native-unix-common:4.1.50.Final 33064 hxwGkigNkjGv8smfo/C9mhCJWDo+eo6qg65NqeYJdb+X4W1kM4ocF8QnU1Sw6hiEcRLtN4Rng/S3GTwDkXS6Bw==
com.thoughtworks.paranamer:paranamer:2.8 34654 13SwUTXTS8QtinvuZGZxW8RIN7lbvmGPqoaAl4xDSGUikupt2O64jcf6hZv+aF9NgykDLL9Pzi6n5VW6MkPMFA==
ch.qos.reload4j:reload4j:1.2.25 333325 qB5TeA3Ms2Z3Rxueb78l/a1J9oEFo2uaZwixQZyprbKVcYfuH4ITrdjBeoqL7R50RBT88oM3EJkFlvt4BzG/Xg==
org.scala-lang.modules:scala-collection-compat_2.13:2.3.0 5857 Wt10T7yCEwBj4/IObBTsifbdiJJ04YjrOhnYYhWEWtHVclhYHR5AmkzjkMQAUXECFXcnHwD9e7UZ0YHUZrcrng==
org.scala-lang.modules:scala-java8-compat_2.13:0.9.1 637626 yRH37zuAA8MBar/fHfhw4lXZK7iIpTzYxJT7jt8PTkDex1+Cszka799TcqSsNejXYi4cn6wvLjmxWdEoQJUzSg==
org.scala-lang:scala-library:2.13.5 5923762 L3UTa1fMd3x8TniASIuM0ou3yzEuVC+5y8LVjHBnOXnAIoFtvPVhmCnMwL+kF/KhcoOR9lm7LcCpNkXHbXsvZA==
com.typesafe.scala-logging:scala-logging_2.13:3.9.2 57449 S6jonGZsQV6g0tgbHNKogRe59W/dHXg9WJNhRw8e3CWLzZ+yxh4ejZz6kLtq05KGjuUXGXAYvx+cxFeMVGEQIQ==
org.slf4j:slf4j-api:1.7.30 41472 5UNYUlad2llrpGE4r47pxOy6inpD9PHniXrrRDBSOg8DcIintjh331c0V48Z0zHwPXsPMtWubEJd8hGUez5hcw==
org.slf4j:slf4j-reload4j:1.7.36 9824 WVoAkFtniGN2rbRdaWS201p+f+kM/g4m7TuFLHVaxN6WiUl0qsX8WQ32idOij6cZjYmbVE8w6DwyCivv6I/LJA==
org.xerial.snappy:snappy-java:1.1.8.1 1952778 TxTT56Q+5iEUE2q6mVKVxS37uBDAVPimTLxI8hWeQ9vy6zPUQb6Hyu056/H5G/4K8a/hf1yrUP4Td9j40ProGw==
org.apache.zookeeper:zookeeper:3.5.9 994800 y1tvPu1C1pwssW/AqT/GTlvl2CagXpa5CjXGxsLIHqZ+hSptweRIs4+qZiD2yFyM2ABTDI/AAPVXyy473U3E5g==
org.apache.zookeeper:zookeeper-jute:3.5.9 250557 c05zCpTgdf0KCr8r+ben7QWYMs4Xg1qHR0rnteQOGKqEARhbmovVzFejAlqaOB6j0yx63Vzsh1ozVLKMxS/z6w==
com.github.luben:zstd-jni:1.4.9-1 6474018 u8/dQ8nLsqD6NPsivKY8r5lDWxltdwiIV75JljaqB/m1XQZjdZqydSB3cTV5iFYXXlQdVu1iXO9f0iGN6Qg6lQ==
`
