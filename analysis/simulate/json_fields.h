#pragma once
// Reads a document that people write, field by field: every problem has the path of its field, its line and what to do about it. The
// first problem is kept; what is read after it is of no use.

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>

#include "analysis/simulate/json_tree.h"
#include "analysis/simulate/scenario.h"

namespace causeway::simulate {

struct Reading {
    Message what = Message(CAUSEWAY_TEXT("The scenario cannot be used"));
    std::optional<Error> error = {};
    std::map<std::string, std::uint64_t> lines = {}; // of fields

    void fail(std::uint64_t line, Message why, Message hint = {})
    {
        if (!error)
            error = Error{ErrorCode::InvalidInput, what, std::move(why), std::move(hint), {{}, line, -1}};
    }
    // Of the field, or, where that does not stand in the file, of what holds it.
    [[nodiscard]] std::uint64_t lineOf(std::string path) const;
};

// A value and its place.
class Field {
public:
    Field(Reading &reading, const JsonValue &value, std::string path) : m_reading(reading), m_value(value), m_path(std::move(path))
    {
        m_reading.lines.emplace(m_path, value.line);
    }

    [[nodiscard]] const JsonValue &value() const { return m_value; }
    [[nodiscard]] bool is(JsonValue::Kind kind) const { return m_value.kind == kind; }
    void fail(Message why, Message hint = {}) const { m_reading.fail(m_value.line, std::move(why), std::move(hint)); }
    [[nodiscard]] const std::string &path() const { return m_path; }

    [[nodiscard]] double number() const
    {
        if (!is(JsonValue::Kind::Number))
            fail(Message(CAUSEWAY_TEXT("%1 must be a number"), m_path), Message(CAUSEWAY_TEXT("Write it without quotes: 1, 0.5, 2e-3.")));
        return m_value.number;
    }
    [[nodiscard]] unsigned count() const
    {
        const double value = number();
        if (value < 0 || value != std::floor(value) || value > std::numeric_limits<unsigned>::max()) {
            fail(Message(CAUSEWAY_TEXT("%1 must be a whole number that is not negative"), m_path), Message(CAUSEWAY_TEXT("Write 0, 1, 2 or more, without a decimal point.")));
            return 0;
        }
        return static_cast<unsigned>(value);
    }
    [[nodiscard]] std::string text() const
    {
        if (!is(JsonValue::Kind::Text))
            fail(Message(CAUSEWAY_TEXT("%1 must be a text"), m_path), Message(CAUSEWAY_TEXT("Put it in quotes.")));
        return m_value.text;
    }
    [[nodiscard]] bool truth() const
    {
        if (!is(JsonValue::Kind::Boolean))
            fail(Message(CAUSEWAY_TEXT("%1 must be true or false"), m_path), Message(CAUSEWAY_TEXT("Write true or false, without quotes.")));
        return m_value.truth;
    }
    template <std::size_t N>
    [[nodiscard]] std::size_t oneOf(const std::array<std::string_view, N> &names) const
    {
        const std::string name = text();
        const auto found = std::ranges::find(names, name);
        if (found == names.end()) {
            std::string all;
            for (const std::string_view one : names)
                all += (all.empty() ? "" : ", ") + std::string(one);
            fail(Message(CAUSEWAY_TEXT("%1 is none of: %2"), m_path, all), Message(CAUSEWAY_TEXT("Write one of them, in quotes.")));
            return 0;
        }
        return static_cast<std::size_t>(found - names.begin());
    }

    template <typename F>
    void each(const F &f) const // f(Field) of an array's items
    {
        if (!is(JsonValue::Kind::Array))
            return fail(Message(CAUSEWAY_TEXT("%1 must be a list"), m_path), Message(CAUSEWAY_TEXT("Put it in [ ].")));
        for (std::size_t i = 0; i < m_value.items.size() && !m_reading.error; ++i)
            f(Field(m_reading, m_value.items[i], m_path + "[" + std::to_string(i) + "]"));
    }
    template <typename F>
    void eachMember(const F &f) const // f(name, Field)
    {
        if (!is(JsonValue::Kind::Object))
            return fail(Message(CAUSEWAY_TEXT("%1 must be an object"), m_path), Message(CAUSEWAY_TEXT("Put it in { }.")));
        for (const auto &[name, member] : m_value.members)
            if (!m_reading.error)
                f(name, Field(m_reading, member, m_path.empty() ? name : m_path + "." + name));
    }
    [[nodiscard]] std::vector<double> numbers() const
    {
        std::vector<double> out;
        each([&](const Field &item) { out.push_back(item.number()); });
        return out;
    }
    [[nodiscard]] Series series() const
    {
        Series out;
        each([&](const Field &item) {
            if (const std::vector<double> pair = item.numbers(); pair.size() == 2)
                out.emplace_back(pair[0], pair[1]);
            else
                item.fail(Message(CAUSEWAY_TEXT("%1 must be a pair of a time and a value"), item.path()), Message(CAUSEWAY_TEXT("Write it as [seconds, value].")));
        });
        return out;
    }
    void unknown(const std::string &name, std::span<const std::string> known) const;
    void missing(std::string_view name) const;

private:
    Reading &m_reading;
    const JsonValue &m_value;
    std::string m_path;
};

struct Member {
    const char *name;
    bool required;
    std::function<void(const Field &)> read;
};
void readObject(const Field &object, std::initializer_list<Member> members);

Distribution readDistribution(const Field &field);

} // namespace causeway::simulate
