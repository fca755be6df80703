// Files that serializers import without registering them, apart from those that protobufjs has: Google's common types
// and Confluent's. Field numbers as published (googleapis/googleapis google/type, confluentinc/schema-registry).
const google = (name: string, text: string) =>
  [`google/type/${name}.proto`, `syntax = "proto3"; package google.type; ${text}`] as const

export const builtInProtos: Readonly<Record<string, string>> = Object.fromEntries([
  google('date', 'message Date { int32 year = 1; int32 month = 2; int32 day = 3; }'),
  google('timeofday', 'message TimeOfDay { int32 hours = 1; int32 minutes = 2; int32 seconds = 3; int32 nanos = 4; }'),
  google('money', 'message Money { string currency_code = 1; int64 units = 2; int32 nanos = 3; }'),
  google('latlng', 'message LatLng { double latitude = 1; double longitude = 2; }'),
  google('decimal', 'message Decimal { string value = 1; }'),
  google('fraction', 'message Fraction { int64 numerator = 1; int64 denominator = 2; }'),
  google('quaternion', 'message Quaternion { double x = 1; double y = 2; double z = 3; double w = 4; }'),
  google(
    'expr',
    'message Expr { string expression = 1; string title = 2; string description = 3; string location = 4; }',
  ),
  google('localized_text', 'message LocalizedText { string text = 1; string language_code = 2; }'),
  google(
    'interval',
    'import "google/protobuf/timestamp.proto"; message Interval { google.protobuf.Timestamp start_time = 1; google.protobuf.Timestamp end_time = 2; }',
  ),
  google(
    'color',
    'import "google/protobuf/wrappers.proto"; message Color { float red = 1; float green = 2; float blue = 3; google.protobuf.FloatValue alpha = 4; }',
  ),
  google(
    'dayofweek',
    'enum DayOfWeek { DAY_OF_WEEK_UNSPECIFIED = 0; MONDAY = 1; TUESDAY = 2; WEDNESDAY = 3; THURSDAY = 4; FRIDAY = 5; SATURDAY = 6; SUNDAY = 7; }',
  ),
  google(
    'month',
    'enum Month { MONTH_UNSPECIFIED = 0; JANUARY = 1; FEBRUARY = 2; MARCH = 3; APRIL = 4; MAY = 5; JUNE = 6; JULY = 7; AUGUST = 8; SEPTEMBER = 9; OCTOBER = 10; NOVEMBER = 11; DECEMBER = 12; }',
  ),
  google(
    'calendar_period',
    'enum CalendarPeriod { CALENDAR_PERIOD_UNSPECIFIED = 0; DAY = 1; WEEK = 2; FORTNIGHT = 3; MONTH = 4; QUARTER = 5; HALF = 6; YEAR = 7; }',
  ),
  google(
    'datetime',
    'import "google/protobuf/duration.proto"; message DateTime { int32 year = 1; int32 month = 2; int32 day = 3; int32 hours = 4; int32 minutes = 5; int32 seconds = 6; int32 nanos = 7; oneof time_offset { google.protobuf.Duration utc_offset = 8; TimeZone time_zone = 9; } } message TimeZone { string id = 1; string version = 2; }',
  ),
  google(
    'phone_number',
    'message PhoneNumber { message ShortCode { string region_code = 1; string number = 2; } oneof kind { string e164_number = 1; ShortCode short_code = 2; } string extension = 3; }',
  ),
  google(
    'postal_address',
    'message PostalAddress { int32 revision = 1; string region_code = 2; string language_code = 3; string postal_code = 4; string sorting_code = 5; string administrative_area = 6; string locality = 7; string sublocality = 8; repeated string address_lines = 9; repeated string recipients = 10; string organization = 11; }',
  ),
  [
    'confluent/type/decimal.proto',
    'syntax = "proto3"; package confluent.type; message Decimal { bytes value = 1; uint32 precision = 2; int32 scale = 3; }',
  ],
  // Its extensions are options of schemas, which do not affect payloads.
  [
    'confluent/meta.proto',
    'syntax = "proto3"; package confluent; message Meta { string doc = 1; map<string, string> params = 2; repeated string tags = 3; }',
  ],
  [
    'google/protobuf/descriptor.proto',
    'syntax = "proto2"; package google.protobuf; message FileOptions { extensions 1000 to max; } message MessageOptions { extensions 1000 to max; } message FieldOptions { extensions 1000 to max; } message OneofOptions { extensions 1000 to max; } message EnumOptions { extensions 1000 to max; } message EnumValueOptions { extensions 1000 to max; } message ServiceOptions { extensions 1000 to max; } message MethodOptions { extensions 1000 to max; }',
  ],
])
