#pragma once
// Writes one JSON document to a string, compact. Strings must be UTF-8; isUtf8() tells. Doubles that JSON cannot hold
// (NaN, infinity) are written as null.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace causeway {

bool isUtf8(std::string_view text);
// For showing: every byte that is not UTF-8 becomes U+FFFD.
std::string toValidUtf8(std::string_view text);
std::string toBase64(std::string_view bytes);

class JsonWriter {
public:
    JsonWriter &beginObject();
    JsonWriter &endObject();
    JsonWriter &beginArray();
    JsonWriter &endArray();
    JsonWriter &key(std::string_view name);
    JsonWriter &value(std::string_view text);
    JsonWriter &value(const char *text) { return value(std::string_view(text)); }
    JsonWriter &value(const std::string &text) { return value(std::string_view(text)); }
    JsonWriter &value(double number);
    JsonWriter &value(std::int64_t number);
    JsonWriter &value(std::uint64_t number);
    JsonWriter &value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter &value(unsigned number) { return value(static_cast<std::uint64_t>(number)); }
    JsonWriter &value(bool truth);
    JsonWriter &null();
    JsonWriter &raw(std::string_view json); // an already complete JSON value

    template <typename T>
    JsonWriter &field(std::string_view name, const T &v)
    {
        key(name);
        return value(v);
    }

    [[nodiscard]] const std::string &text() const { return m_out; }
    std::string take();

private:
    void separate();
    std::string m_out;
    std::vector<bool> m_first{true};
    bool m_afterKey = false;
};

} // namespace causeway
