#pragma once
// From a key and its value to a field: shared by JSON lines and logfmt. Internal to this folder.

#include "analysis/decode/decoder_parts.h"
#include "analysis/decode/key_table.h"

namespace causeway::decode {

// More fields than this are one last attribute that goes to the end of the line.
constexpr std::size_t kMostFields = 64;

// Epochs by their number of digits, else ISO 8601 and the like. Sets time and timeFormat.
bool readKeyedTime(TimeReader &times, std::string_view text, bool isText, Record &record);

class KeyedDecoder : public DecoderBase {
public:
    KeyedDecoder(KeyTable table, TimeReader times) : DecoderBase(std::move(times)), m_table(std::move(table)) { m_names = m_table.names(); }

protected:
    // line[begin, end): the value without its quotes.
    void value(int key, std::string_view line, std::size_t begin, std::size_t end, bool isText, Record &record)
    {
        Role role = key >= 0 ? m_table.key(key).role : Role::Attribute;
        const std::string_view text = line.substr(begin, end - begin);
        const std::uint32_t bit = 1u << static_cast<unsigned>(role);
        if (role != Role::Attribute && (m_roles & bit) != 0)
            role = Role::Attribute;
        switch (role) {
        case Role::Time:
            if (!readKeyedTime(m_times, text, isText, record))
                role = Role::Attribute;
            break;
        case Role::Level:
            record.level = level(text, isText);
            if (record.level == Level::Unknown)
                role = Role::Attribute;
            break;
        case Role::Content:
            if (!isText && !text.starts_with('[')) // journald writes bytes that are no text as an array
                role = Role::Attribute;
            break;
        default:
            if (key >= 0 && m_table.key(key).nanos && has(Role::Time))
                addNanos(text, record);
            break;
        }
        if (role != Role::Attribute)
            m_roles |= bit;
        put(record, role, begin, end, role == Role::Attribute && key >= 0 ? m_table.key(key).name : 0);
    }
    void start(Record &record)
    {
        record.clear();
        m_roles = 0;
    }
    [[nodiscard]] bool has(Role role) const { return (m_roles & (1u << static_cast<unsigned>(role))) != 0; }

    KeyTable m_table;

private:
    // Words; numbers of bunyan and pino (10 … 60), of Monolog (100 … 600) and of syslog (0 … 7 as text, as journald writes
    // them, or where the table says so).
    Level level(std::string_view text, bool isText);
    // The nanoseconds that stand beside a time in seconds.
    static void addNanos(std::string_view text, Record &record);

    std::uint32_t m_roles = 0;
};

// Specs that the times of keyed lines are read by: four epochs, then those of machines.
std::span<const std::string> keyedTimeSpecs();

} // namespace causeway::decode
