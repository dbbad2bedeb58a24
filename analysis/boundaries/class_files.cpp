#include "analysis/boundaries/class_files.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "analysis/boundaries/class_file_parts.h"
#include "analysis/core/json_writer.h"

namespace causeway::boundaries {

namespace {

constexpr std::array kFormats{
    ClassFormat{"call-flow", "recorded calls between classes by use case (Mono2Micro): time,use case,A calls B,file:class:method,file:class:method"},
    ClassFormat{"call-volumes", "calls between classes as JSON: {\"A--B\": 12}"},
    ClassFormat{"call-relations", "calls between classes by use case as JSON: {\"use case\": {\"A--B\": 1}}"},
    ClassFormat{"call-contexts", "chains of calls by use case as JSON: {\"use case\": [\"A,B,C\"]}"},
    ClassFormat{"class-use-cases", "use cases of each class as JSON: {\"A\": [\"use case\"]}"},
    ClassFormat{"class-overlap", "use cases in common, a pair a line: A,B,4"},
    ClassFormat{"class-pairs", "CSV with two columns of classes: static references, likeness of names or words, tables, calls"},
    ClassFormat{"method-changes", "methods changed together, a pair a line: 0,org.shop.A.get,org.shop.B.set,3"},
    ClassFormat{"class-list", "classes or methods, one a line; or numbered as JSON: {\"0\": \"A\"}"},
    ClassFormat{kProposalFormat, "a split into services, to be scored: JSON or CSV"}};

Message expected(std::string_view format)
{
    for (const ClassFormat &one : kFormats)
        if (one.name == format)
            return Message(CAUSEWAY_TEXT("This format is: %1."), one.description);
    return {};
}

} // namespace

std::span<const ClassFormat> classFormats() { return kFormats; }

double &FactCollector::weightOf(FactKind kind, std::string_view a, std::string_view b, std::string_view useCase, bool &isNew)
{
    const auto [it, inserted] = m_facts.try_emplace({kind, std::string(a), std::string(b), std::string(useCase)}, 0.0);
    isNew = inserted;
    return it->second;
}

void FactCollector::add(FactKind kind, std::string_view a, std::string_view b, std::string_view useCase, double weight)
{
    bool isNew = false;
    weightOf(kind, a, b, useCase, isNew) += weight;
}

void FactCollector::addLargest(FactKind kind, std::string_view a, std::string_view b, double weight, std::string_view useCase)
{
    bool isNew = false;
    double &known = weightOf(kind, a, b, useCase, isNew);
    known = isNew ? weight : std::max(known, weight);
}

std::vector<ClassFact> FactCollector::take()
{
    std::vector<ClassFact> out;
    out.reserve(m_facts.size());
    for (const auto &[key, weight] : m_facts)
        out.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), std::get<3>(key), weight});
    m_facts.clear();
    return out;
}

std::vector<std::string_view> splitFields(std::string_view line, std::size_t most)
{
    std::vector<std::string_view> out;
    std::size_t begin = 0;
    bool quoted = false;
    for (std::size_t i = 0; i <= line.size() && out.size() < most; ++i) {
        if (i < line.size() && line[i] == '"')
            quoted = !quoted;
        if (i < line.size() && (line[i] != ',' || quoted))
            continue;
        std::string_view field = line.substr(begin, i - begin);
        const auto trim = [&](std::string_view chars) {
            const std::size_t first = field.find_first_not_of(chars);
            field = first == std::string_view::npos ? std::string_view() : field.substr(first, field.find_last_not_of(chars) - first + 1);
        };
        trim(" \t");
        trim("\"");
        out.push_back(field);
        begin = i + 1;
    }
    return out;
}

bool nextLine(std::string_view &text, std::string_view &line)
{
    if (text.empty())
        return false;
    const std::size_t end = text.find('\n');
    line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r')
        line.remove_suffix(1);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return true;
}

std::optional<double> numberOf(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || !std::isfinite(value) || value < 0)
        return std::nullopt;
    return value;
}

Result<ClassFile> readClassFile(std::string_view bytes, std::string_view format, std::string_view name)
{
    if (bytes.size() > kMostClassFileBytes)
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The file about classes is too large")), Message(CAUSEWAY_TEXT("it holds %1, the most is %2"), Bytes{bytes.size()}, Bytes{kMostClassFileBytes}),
                       Message(CAUSEWAY_TEXT("Divide it, or add up calls of the same pair before.")));
    if (bytes.starts_with("\xef\xbb\xbf"))
        bytes.remove_prefix(3);
    if (!isUtf8(bytes))
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The file about classes cannot be read")), Message(CAUSEWAY_TEXT("it is not UTF-8")), expected(format));
    FactCollector collector;
    if (format == "call-flow")
        readCallFlows(bytes, collector);
    else if (format == "class-pairs")
        readPairTable(bytes, collector);
    else if (format == "method-changes")
        readMethodChanges(bytes, name, collector);
    else if (format == "class-overlap")
        readClassOverlap(bytes, collector);
    else if (format == "class-list" && bytes.find_first_not_of(" \t\r\n") != std::string_view::npos && bytes[bytes.find_first_not_of(" \t\r\n")] != '{')
        readClassList(bytes, collector);
    else if (std::ranges::any_of(kFormats, [&](const ClassFormat &one) { return one.name == format; }) && format != kProposalFormat)
        CAUSEWAY_TRY(readClassJson(bytes, format, collector));
    else
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The file about classes cannot be read")), Message(CAUSEWAY_TEXT("“%1” is no format of such files"), format));
    if (collector.full())
        return failure(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("The file about classes tells too much")), Message(CAUSEWAY_TEXT("it holds more than %1 different facts"), kMostFacts),
                       Message(CAUSEWAY_TEXT("Leave out what is of no use case, or calls within the platform.")));
    ClassFile out;
    out.records = collector.records;
    out.skipped = collector.skipped;
    out.firstSkipped = collector.firstSkipped;
    out.facts = collector.take();
    if (out.facts.empty() && collector.records == collector.skipped)
        return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("The file about classes cannot be read as “%1”"), format),
                       out.records == 0 ? Message(CAUSEWAY_TEXT("it is empty")) : Message(CAUSEWAY_TEXT("none of its %1{line is|lines are} of that layout"), out.records), expected(format), {{}, out.firstSkipped, -1});
    return out;
}

} // namespace causeway::boundaries
