/**
 * The jars that broker, tools and ZooKeeper of 3.9.1 load: all that Maven lists except Jetty, Jersey, Connect and
 * tiered storage. reload4j is the logger. Coordinates, bytes, SHA-512 in base64.
 */
export const jars391 = `
net.sourceforge.argparse4j:argparse4j:0.7.0 90347 QUjpckHIXpt1ydchRwI9PJF92NIeWrYknlIMuV046eGFvVo6jSoYCVWDcRMhjGp75NXBu8OhF5ClFfhoDFvs/w==
commons-beanutils:commons-beanutils:1.9.4 246918 d2KzSMrs6tSQOKOKiXVP99m+YZkyQxVJW6R88k9SwG+q35MG2SXI/kfFh1iak5yC5JHhxzAmf981QkOmjA+W/w==
commons-cli:commons-cli:1.4 53820 +naaCKEYFBgxzU6vLOTz9lhVuK7uhvvz4HtMYZ+s+AH4tVwUxeVqFUzRT0OKjxILtZogwba+BJeVAeNi8lLKSA==
commons-collections:commons-collections:3.2.2 588337 Uccvmsp3JvPDhwleZr6Fpt+Xx0sAolQ0uJGIwbjqtuK1Wsz3ub1BJDDSK9CTJN7AduMAs9H6OfzK1HHw8qPaFg==
commons-digester:commons-digester:2.1 196768 osgiaQeGtB4KAlBseq9+ikuCUepx1peO4D6CsRyiQuSThtbahNvHGC1ab7FngirtIA2i2X4vJk1jzPjxuWgayA==
commons-logging:commons-logging:1.2 61829 7QDb+r2a4A76Jt1ACYNgHQdv42QIt9ZSAIS0R+XR+lJ85lvWr9y1hQbDqAgyPSjojybLmcb125/2T2Ul7N+lVw==
commons-validator:commons-validator:1.7 189675 TjA6ueITLqyotBiKqRiFoEajuOdvKJWpxwJcAB6NNuCWqfaavQXYOlCPoW0NLsCJ6p8NriYdBJ/xhyT61qjxsQ==
com.fasterxml.jackson.core:jackson-annotations:2.16.2 78481 tuc4rtX9T6mzBA/6ZSWTqykTPIvWA93prfiJe1Lpw3Rsrk33eN9tJe+ftaqKsBgymF7czAIT1ebXquY7+aMiyg==
com.fasterxml.jackson.core:jackson-core:2.16.2 582784 Cve1rizJhDY7JAxS9MmwpMb69FI/BNnBnAWlp2oMLHk3Wry2lvBDn+dX/O/3xisNsmJQvJZTXPrn+gC+F1Sp+Q==
com.fasterxml.jackson.core:jackson-databind:2.16.2 1638583 YAd12nH5kA4t6frTqJJdwdcK5sJdfzgSPKW245TtUtgT/OsV1lk9vqqxfJVkCFQmj30JsecZTYdhJdpol687QA==
com.fasterxml.jackson.dataformat:jackson-dataformat-csv:2.16.2 102033 o1dP+KhZbpLgjz6k/8rkWof9wCYDK9M+THFfkxAZDRugk+KSU7TgTIxyaiDP0FzCGVu5/Z2AgYeA/zvq0igJ2w==
com.fasterxml.jackson.datatype:jackson-datatype-jdk8:2.16.2 36119 AKHn9oidHraZgnxHOFiXMHBI1c0ARPh0Qta8yWUFZDbeCpwrk5XTPAFulm9jgCbF1brogsr8A0Kqa5qpJjEULw==
com.fasterxml.jackson.module:jackson-module-scala_2.13:2.16.2 521404 vJD0cALnP3c+8q9XAvWOYOFJfSCRF834PSed4ctHCfo4f9wYSlbEPRpQ29Hw842eW+Kl1WlQbQOW3/fLJ0cUaQ==
net.sf.jopt-simple:jopt-simple:5.0.4 78146 y8J+C22mrktiRTU9ZibS48FxwwJqVV+iHo72GzBxTihtuFCG0aV8FnAW6Kfwe+KiQ+NLOrUEsYd4BvO87F35hg==
org.bitbucket.b_c:jose4j:0.9.4 297776 ujTO9WGp7eTmJf2q4TRMBkTBwJRRb60MtrA52Pya0nOiMGluZYbrO2NYszwpQLH0dY8aeDK/i/MWFW+AnR790g==
org.apache.kafka:kafka-clients:3.9.1 9215194 C5W7UwBoiKVAn2/O0tDgOHWkzhnczLi2Nbo6Z0gkdSNs+KM8QHCWQSIt11VvwOu/9oKgRpKRNDg7GgZOeKsS6w==
org.apache.kafka:kafka-group-coordinator:3.9.1 548527 82YUlMbqbOnKVuicLrTP4hdfsK2/wMPEwTPGc3mQ5eUIIaKEB1iE2jCnPfXnGBXcs2Y9FQtaWtjpHBG1yg3a6g==
org.apache.kafka:kafka-group-coordinator-api:3.9.1 12603 M6KIX+0VuV/rgT3dF9waBPbejlAYZCrslg6pOxlbz30r48cAB14c2Zk1+zPLxViYTBlrgwCcfORq5C+DG9NL2A==
org.apache.kafka:kafka-metadata:3.9.1 867799 Jyfme4wa5D//BgIu2259hj59ZLpjd/osR0/m27Lz25FXItKrPNGwejTie9xX/Im4UTLK3B8AP5lK+dRVv2XAiw==
org.apache.kafka:kafka-raft:3.9.1 288166 YucN7/wbfkkAd1OdOhchzTBNIZgqF+Y2VWB/lZblybYz3Z2+bnsaX2cjbBXgyVAjciAyoi4rjMKimXcC26XDKg==
org.apache.kafka:kafka-server:3.9.1 108021 SeeKvzilFN9mGznREmZjFGXLiqrMNJ7Zozx7etdWFRKXA5OLD3FQ5+juDJbsBZfTAZpERapxBpCHEt8bYBYsIQ==
org.apache.kafka:kafka-server-common:3.9.1 292296 1BvnfaQcBcir/RYkCoEw6M29OFl9u/3jUNhVnb+6jvg7EVlNV7S4YWsDoLBQ9josYneszDWAj0YQ0c5x9r2NnQ==
org.apache.kafka:kafka-storage:3.9.1 358152 udpZ2mmdkR3XRWIu7T/SKP7vhRnC2tn1b03L37Bgh6y5+QpFXApD+dmLh71PPwOUUcz+hc/xOYAM2VkX1g/VUQ==
org.apache.kafka:kafka-storage-api:3.9.1 26869 TDIBu+OYCGH0yAfiaUXTSvsyo5aCTWSchLNsK2/n9/J3sDWGJwWpsHA4N3Tv8PvApjCLDz8JqcApl3CNgxcydQ==
org.apache.kafka:kafka-tools:3.9.1 456156 za/38Z2Ve5nOMLOJWpmD/kQZkSRXiDRl6Zw2yEgaoeoVRKi0VXev5N0RYiSlhQHk842apOjU/ZaTawamyxHqtw==
org.apache.kafka:kafka-tools-api:3.9.1 9051 48mNCjnyNPzVrPul8bIlXRnJowkOaTJCZQGQ6WlFA3I+nAdE+c/1azOUR3/Sne4wrVeDuMjNsENadv1NRaAY2w==
org.apache.kafka:kafka-transaction-coordinator:3.9.1 30915 58JC3ZUebnWIysv4deFmyX+XV01ROnB2MS1oZQpf0maBQ0iZnL8Kq3z2MzNhMONcTAtT2I6UuTLkcYSowxAG2w==
org.apache.kafka:kafka_2.13:3.9.1 4726146 8U8zMlhPK0YPO6dZIEk1JyfYBgKH/HyRnvGKZ0LOUg07dlFTOiGRXDDqH8yPRQAhKRncU2UX9JcOF9fDJ6Ig8A==
org.lz4:lz4-java:1.8.0 682804 mNWQhqYCHKVx2cHWS3FeQwRMcw4axWP1FMQM9EMCYV0wN4ttXMaZkERlIt5iYNyOezA+OZCjE53DJtBY37bb2Q==
com.yammer.metrics:metrics-core:2.2.0 82123 vmUAcZeFMiaLPQOByuggcA+6asjQwT9oGk6BzLtvCXolgGOqXelCxuvokV9VwIpMbfRPBN4c7c/M/a2mBJp/AA==
io.dropwizard.metrics:metrics-core:4.1.12.1 105355 W7yufdXfIcNfN3dJ2ey2dnMInxV0utKFXuj4qQhi/9YPW0da8w/cdx+94D9Z+iZOZsVzo3xxTR8P3N81D5knbw==
io.netty:netty-buffer:4.1.105.Final 307729 lPND4qeeJ9RO2JRAjlr8hN0+cMdJyzF8zD6AUK1XbAOPE+TbviNmJtejuTElEIwfVd2wkYDTWO1a8DaXx+mFZg==
io.netty:netty-codec:4.1.105.Final 345325 kkDnzBfIEdv3Kqwzbaqje7r+/9BrXhBuwyaRGn1mS99avdZkayZxn0K2fvTKx4D6PVfAfoVmGzy/vK008N1B0w==
io.netty:netty-common:4.1.105.Final 660636 XyGlfekQef/wFJnpRVN3Qk5sHdj6gP8NRVcGjLOpgX4o3CenWuLbopwz2CuCMQXWf/4/GtgL9JeUiGuxK0mZYg==
io.netty:netty-handler:4.1.105.Final 561623 7kDZ3rh09GRXh/WXkn+qOR0wkmii7s91naaSvn8gda0k0DRMYJ4BcIRXRSyT/xCd9YgG9NwjwF8Dit1jB5xDHQ==
io.netty:netty-resolver:4.1.105.Final 37814 PvCmv4n8niWw/Qcq1ldwLX+msVJxEJvcM0xzfxTs+xvYx1G/B49H7R4Gc8X7ZLgSnGeYMpc4B4T0QsDPL2eXuw==
io.netty:netty-transport:4.1.105.Final 496884 Y/SBatkUlxVaMPBjG5tC5X2ftN0bQ8ZvHB7U4FNBuk1uk7ERxIBLVry/oKOh/Z05V9gDIoftA7DArjWBiMBTOw==
io.netty:netty-transport-classes-epoll:4.1.105.Final 147234 Uq1iFb3pWsgM+MFy1ww6rm3/f+0i/YwhIkJrxEc2+Cu7hblfvJiL/pyRgl+F93I5qY+z5UqClTkIxorJ+oLsrw==
io.netty:netty-transport-native-epoll:4.1.105.Final 6075 IYU6KvRlLvtVu14wNo3Qvw0OC9XihQP3WvX9CAK3tF1o/fPtWvu3nFG9N9mT0ewI8SLDBEKpucJZ+56mycRWoA==
io.netty:netty-transport-native-unix-common:4.1.105.Final 44065 FsZM7UdPqhv1Pcbt/OZvXaFdxI6HZPXtRE96zpm2S6nGhhFBEe1EIFwTRQ3KQxdi7BTeblXPAJIgTI1ecH/yCQ==
com.thoughtworks.paranamer:paranamer:2.8 34654 13SwUTXTS8QtinvuZGZxW8RIN7lbvmGPqoaAl4xDSGUikupt2O64jcf6hZv+aF9NgykDLL9Pzi6n5VW6MkPMFA==
org.pcollections:pcollections:4.0.1 73684 f2mq9ZwVpYafMozrHHpM4e5tJRZJK7gIZZBSDqGn+ei87VRLzREKjNAXHqNk4hfenZeEc9WvsOpGWjx7GLKVNw==
ch.qos.reload4j:reload4j:1.2.25 333325 qB5TeA3Ms2Z3Rxueb78l/a1J9oEFo2uaZwixQZyprbKVcYfuH4ITrdjBeoqL7R50RBT88oM3EJkFlvt4BzG/Xg==
org.scala-lang.modules:scala-collection-compat_2.13:2.10.0 5596 NQk3CDfokG8SMJLwBNqSZROW9jlz6+2kNa9rcFBmmPDFe6nQTDv+ApTrYFOPRkxboeeljCRZ0A3ABPjnP2HNPg==
org.scala-lang.modules:scala-java8-compat_2.13:1.0.2 640088 Olcn5qpRZe+8ca+337zHDt2hey2yRCB+Tnkgd1E6c+VVB3oJMtMzGRonz4hLbSWypjGJsIRWy0lSOrHtO3Inbg==
org.scala-lang:scala-library:2.13.15 5924531 W38/ZpjJi8gn0ONO1Gjm9PXxUoa0OYCfOA0G9Mt2YOsWb5HjjEeN4Tth8aC8f5ThrD9uopgWLMWX+EPoDBVdQw==
com.typesafe.scala-logging:scala-logging_2.13:3.9.5 61858 +O0OnVZu36Z46aAc6b+iJtIFnDSPvbmWllUMu4wRoKMLgN0XUH8AVS8OJKJJ7HgCujpcZVieKrkg2PCIpWuk7w==
org.slf4j:slf4j-api:1.7.36 41125 +bAz/AGaRPmLFgSNp+K1nt1KalJ7pg41j2WriOCvrgOpNA8bPopUPUn6VCKQ9JnFWUJZr/of8+bnvztCjUxhCw==
org.slf4j:slf4j-reload4j:1.7.36 9824 WVoAkFtniGN2rbRdaWS201p+f+kM/g4m7TuFLHVaxN6WiUl0qsX8WQ32idOij6cZjYmbVE8w6DwyCivv6I/LJA==
org.xerial.snappy:snappy-java:1.1.10.5 2299797 NsKIqoQBe1I2KkmiDRcCFRoWufWFGLaHfxESKUGlSdlPq41RX38a1jhPuUvlaTKKv4Yu2vlwwQoWgySY39qFOw==
org.apache.zookeeper:zookeeper:3.8.4 1323991 1mJg/Es6iQrdozSGUHyhAKhyHDPTNxy5vmcshPoHA9kF4S9cKfITtE6IRUp9uvKysqV+9jFkq2nbrzrvai1wyA==
org.apache.zookeeper:zookeeper-jute:3.8.4 254932 SYsDHKfLTD29OdaUiNYpXhLiXvkk8g+WmeOantMqegeagsLIxo622v1kKLHt0Q55zTViALUMUsk6bRKbVkIhBg==
com.github.luben:zstd-jni:1.5.6-4 6687870 ka5R4Fv+Mi4Yh1zRWPMRoKrvYgWf05G4PE0GRH8xUYhjZU/CGIkeuZ9y3vEClkwB2BIsc4kEmP73KI8GDLKeiA==
`
