#include <algorithm>

#include "analysis/decode/decoder_parts.h"
#include "analysis/decode/header_layout.h"
#include "analysis/decode/table_fields.h"

namespace causeway::decode {

namespace {

using Factory = Result<std::unique_ptr<LineDecoder>> (*)(const Layout &);

struct Entry {
    std::string_view name;
    std::string_view kind;
    std::string_view description;
    Factory make;
    int specificity; // of its lines, see specificity()
};

constexpr int kLayoutSpecificity = 200;

const std::vector<Entry> &entries()
{
    static const std::vector<Entry> kEntries{
        {"nezha-log-csv", "log", "CSV of pod, trace, span and a container's JSON around the application's line (Nezha data sets)", makeNezhaDecoder, 1000},
        {"docker-json", "log", "Docker's json-file driver: {\"log\", \"stream\", \"time\"} around the application's line", makeDockerJsonDecoder, 900},
        {"cri", "log", "Kubernetes' container logs (CRI): time, stream, P or F, the application's line", makeCriDecoder, 850},
        {"json-lines", "log", "A JSON object a line (bunyan, pino, zap, ECS, GELF, logstash, journald ...)", makeJsonLinesDecoder, 800},
        {"logfmt", "log", "key=value key=\"a value\" (Go programs, Grafana, Heroku)", makeLogfmtDecoder, 700},
        {"access-log", "log", "Web servers: client, identity, user, [time], request (common and combined log format)", makeHeaderDecoder, 500},
        {"w3c", "log", "W3C extended log format: columns as its #Fields line says (IIS, CloudFront ...)", makeTableDecoder, 600},
        {"zeek", "log", "Zeek (Bro): columns as its #fields line says", makeTableDecoder, 600},
        {"syslog", "log", "RFC 3164 and RFC 5424, with or without <PRI>, e.g. /var/log/messages", makeSyslogDecoder, 150},
        {"compose", "log", "Output of docker compose or kubectl logs --prefix: the service's name in front of its line", makeComposeDecoder, 120},
        {"iso8601", "log", "Lines led by an ISO 8601 time, then level, thread and component as far as they are told by their look", makeTimestampedDecoder, 20},
        {"timestamped", "log", "Lines led by a time in any known notation, then level, thread and component as far as they are told by their look", makeTimestampedDecoder, 10},
        {"layout", "log", "A header you describe: <Date> <Time> <Level> <Component>: <Content>", makeHeaderDecoder, kLayoutSpecificity},
        {"regex", "log", "A header you describe by a regular expression with named groups (RE2)", makeRegexDecoder, 400},
        {"plain", "log", "Text without a header: every line is an event", makePlainDecoder, 0},
    };
    return kEntries;
}

} // namespace

std::vector<FormatInfo> formats()
{
    std::vector<FormatInfo> infos;
    for (const Entry &entry : entries())
        infos.push_back({std::string(entry.name), std::string(entry.kind), std::string(entry.description)});
    infos.push_back({"sequences", "sequences", "A session a line: [ID,]KEY KEY ..., or CSV with the header Sequence,label"});
    return infos;
}

Result<std::unique_ptr<LineDecoder>> makeDecoder(const Layout &layout)
{
    for (const Entry &entry : entries())
        if (entry.name == layout.format)
            return entry.make(layout);
    std::string names;
    for (const Entry &entry : entries())
        names.append(names.empty() ? "" : ", ").append(entry.name);
    return failure(ErrorCode::InvalidInput, Message(CAUSEWAY_TEXT("There is no log format \"%1\""), std::string_view(layout.format).substr(0, 100)), {},
                   Message(CAUSEWAY_TEXT("The formats are %1."), names));
}

int specificity(const Layout &layout)
{
    int base = 0;
    for (const Entry &entry : entries())
        if (entry.name == layout.format)
            base = entry.specificity;
    if (layout.format == "layout")
        if (const auto program = compileHeader(layout.pattern))
            base += 10 * program->fields + program->literals;
    if (layout.format == "w3c" || layout.format == "zeek") // of two tables the one with more columns
        base += static_cast<int>(std::min<std::size_t>(90, tableFields(layout.pattern, layout.format == "zeek").names.size()));
    return base;
}

} // namespace causeway::decode
