/**
 * The jars that broker and tools of 4.3.1 load, found in class-load logs and by leaving out one jar at a time; without
 * Jetty, Jersey, Connect and tiered storage. slf4j-simple is the logger. Coordinates, bytes, SHA-512 in base64.
 */
export const jars431 = `
org.hdrhistogram:HdrHistogram:2.2.2 177206 +yjxvDo9RDBHTqh6CDPVbcPRMDyYkYEi2TxjDr2w0TI7v4/rn/3H3d0ZCBBYWOaVm9/dOInKWAPOzek6l0q2tw==
net.sourceforge.argparse4j:argparse4j:0.7.0 90347 QUjpckHIXpt1ydchRwI9PJF92NIeWrYknlIMuV046eGFvVo6jSoYCVWDcRMhjGp75NXBu8OhF5ClFfhoDFvs/w==
commons-validator:commons-validator:1.10.1 203132 SJG9ApMssqix8zqwoSfQyCoKYy3w8qg+qH0/mla3puq7605fDHBupi4aqwvi78YyfYblOxF8zf3Jo39VIPgjeg==
com.dynatrace.hash4j:hash4j:0.22.0 316573 +d6s8PcuPphQUp6zemnHvwiCfoSoBHrdUjb1LvEJETsW6NW5eZxgX9/6cXiYSSP5f9kAToaRkq3PvWRbPN+DdQ==
com.fasterxml.jackson.core:jackson-annotations:2.21 82104 2DKpmGeswtWvslltp2DFDmprVMG7yObEGG8mehbh1Vx6kW74sDStayd8QeM0K5Hc3C49zqi9zP6J58FHiUWRvg==
com.fasterxml.jackson.core:jackson-core:2.21.2 595531 MaFqQLLhoalGembJOITANFJ/ta9kGnm9alY9TDqqDPyNglD5MNE8f9cMGNtXmUDsVKSVOMWi4PuXgMV1gIAA/w==
com.fasterxml.jackson.core:jackson-databind:2.21.2 1701926 GkewEkR7yMPQvGA7lfzhZA1/5+rQi8M8EGwN6BHwYaHtqHGGPk4UEenAyccW1Hxplg9+SS9U6GEPPkDJn1w5Yg==
net.sf.jopt-simple:jopt-simple:5.0.4 78146 y8J+C22mrktiRTU9ZibS48FxwwJqVV+iHo72GzBxTihtuFCG0aV8FnAW6Kfwe+KiQ+NLOrUEsYd4BvO87F35hg==
org.apache.kafka:kafka-clients:4.3.1 10204032 87dhF+NJsodVCcvw1V/baH3PLQ1VTIcnNzm72mImIyqBZ5kBYT0/HB5J93f9GHgBBDkFCWN7oGVSuGhHO1S5UA==
org.apache.kafka:kafka-coordinator-common:4.3.1 125277 o61ksEP5ji/cd2+mOQkxWYMFJPTIBr6ux3WcfjTygnZDl/n8hsW7wvqLHf3RQa1shehn3N+1djb7K1wyHrY8nw==
org.apache.kafka:kafka-group-coordinator:4.3.1 976899 5smokrMzS2fva8VMDBJ4YqaMpcxvQm81fQ4bnS1gDdIQ8/dsRx62iXFfzVFzZT/gA7a/P49v6x10j4qawHp2Rw==
org.apache.kafka:kafka-group-coordinator-api:4.3.1 11807 AslnsfQGHGU59IcOQMkMe1LvldiwLe8gqLTLMk2HEGm5liWWEblWToD589pk0WfjP+ixsO2byxkMebBwsb9MbQ==
org.apache.kafka:kafka-metadata:4.3.1 877009 ABMV3xa/nbooIjeMsbm8kNRnrRsKLm2KQTducwuQbGaxGX1T3BCsp32aHd18fZ8gnt7RAjU4fUlqVuU62aN9ZA==
org.apache.kafka:kafka-raft:4.3.1 333497 TiDLloGSrQzIRRKQOoRDVpqw8xrNmnvyNPX7wtVhoN55lUFV+4JlffDap3hiwDffvE4wUv1LKWBXtImBAOa05Q==
org.apache.kafka:kafka-server:4.3.1 385290 DdKO7tkF6PYatcJMQ1Jftji1mgmhNcca7fuSGNc5WhbWsKds2gJTBvrZqMWtEg3LaouXiJNBc6c9MoIqNcCyEA==
org.apache.kafka:kafka-server-common:4.3.1 389964 ZX/37d/GzEaKCkIAIB5U2Y448/c1Gn7dddiWnyCc0ydFDvQweZ4jyi2yVlE7Z6mw3uuJKGCDxCHvrmrWrnQi1g==
org.apache.kafka:kafka-share-coordinator:4.3.1 113510 vlW3/vaystxo3hcHQodkhmIRfpgSJbtsYXQ6kaHqi3VaS2XZwE2TXe42NGWNzV2g0WgChBQ9+Y0n46CRceSmkA==
org.apache.kafka:kafka-storage:4.3.1 610223 vmnBqZfk1SrAWpx+oaqb3ikN2IJAqrzLhfswLgGZSsoUOUx0M6Niwh9nY/tOZirIH2zTI4+yxXfK6qV6XHBQFQ==
org.apache.kafka:kafka-storage-api:4.3.1 28500 AfiT3JGVjQZZDMF4co18yoRJr2ApERfNUqVDxcUiEV+buf2/1TxSWfzcoLZ49mPonP1QsZkLR22mDdS/GZSOjA==
org.apache.kafka:kafka-tools:4.3.1 698668 GXsoE2UehSlHQ76Te3I8KnpSEYGwaxU8WlclSZFXF6kquE5C08e7OvrulYvBrYdfEiBPAP4iqfTUk+Ya5RJhgw==
org.apache.kafka:kafka-tools-api:4.3.1 9072 fXqAPq3lDpy246GAHZDQXGQmS34YWTdb/7PWhPPAz2/8FYp9/MiEorVotS+0pDsV6Gnq/kbdiqmaMchWlqidlA==
org.apache.kafka:kafka-transaction-coordinator:4.3.1 68622 756qzGW2/LEWhtOW8tYZA95HOaVfJL899wCP+iwLmqT2+JNghuLQAtyUdPpos0TVdJuqD+QWQzf1FJOiParAYA==
org.apache.kafka:kafka_2.13:4.3.1 1621852 nfpgeMXS4FfegXD11Knx7QM5LeTO5I2WDqh3anRQf83+qJMqXNbe8ZZsoySoPwTB9Y34bV9TtnRX7uPwwWZZ8w==
org.apache.logging.log4j:log4j-api:2.25.4 351127 5taorWVC8HGXi0aFgGOhpvoqNwmmlGAHjKs8tXkHwQzXwHRrg68E2ChBIMM4Lr29Guq9pMNwBBwYe5A9r3GpSw==
at.yawk.lz4:lz4-java:1.10.2 1002267 JjSt9AiRDDoc/0H1u94PBkPWqom5wQyE7lmCYozq8JIBWsqg7ZDrVs2wzBxytmZ7xRtDEshnRmLVFQqCHFEviA==
com.yammer.metrics:metrics-core:2.2.0 82123 vmUAcZeFMiaLPQOByuggcA+6asjQwT9oGk6BzLtvCXolgGOqXelCxuvokV9VwIpMbfRPBN4c7c/M/a2mBJp/AA==
org.pcollections:pcollections:4.0.2 73718 sch/FWnGGweftQv0yw6IWu/eMTirjxd3OGqkdlK/ntNZ5EN+z/PG8J55dMEK+ItsJ7qqFHuV4f1ps/3z/b1NpQ==
com.google.re2j:re2j:1.8 114335 9VawmNwp7Y+/p+zTQ7RXxJxN7agNxJXtFkKXpBUyjCDXyJsXyyQPbS+SYHgo21Lk8TtmsRJ34z5uvDSpeDLahg==
org.scala-lang:scala-library:2.13.18 5940741 Y0h9w2zSUAIYFTMszZb6wWvOE0G1LUAZSbWiQJxTRz9SxDbVPlP4k4w2cDf3qdqawWN0MiK+Gzl5E/I9XMsHeQ==
com.typesafe.scala-logging:scala-logging_2.13:3.9.6 61614 2Mp51jeC38WcWKgVVdeF6d5ZkgB4qniYbrxWdEoiBnqLkLU3mSkJqPrA8BAdz01+kRMxfKyutQKLQv4lRb8scw==
org.slf4j:slf4j-api:1.7.36 41125 +bAz/AGaRPmLFgSNp+K1nt1KalJ7pg41j2WriOCvrgOpNA8bPopUPUn6VCKQ9JnFWUJZr/of8+bnvztCjUxhCw==
org.slf4j:slf4j-simple:1.7.36 15333 zc6+j6WFJ6G8faDBjpCpVHzorJnMz+VleGDColR4wDDqdYJR2j4ypx6rnLuRNgaStcbFiHofFZfR/aBxUbJ+Xw==
org.xerial.snappy:snappy-java:1.1.10.7 2338496 IqbruOitTYoUmwxn2GWKwVNdcBSFcGTE9+1JmeKcYYbeioC1Ddm1n2MfocJJcFJP27uECDyAxZ6wxy1O+wQf7w==
com.github.luben:zstd-jni:1.5.6-10 7305999 /cc8ZLpAs6icFLPNIxPBnihnueIC7Q2tzzPeN/uQS9G2unOr11R5SsrTqBxuQ4Us3A+FC2sJDUFLplWY7ab0fg==
`
