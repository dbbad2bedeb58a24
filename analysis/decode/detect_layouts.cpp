#include <algorithm>
#include <map>

#include "analysis/decode/escape_sequences.h"
#include "analysis/decode/inner_line.h"
#include "analysis/decode/layout.h"
#include "analysis/decode/table_fields.h"
#include "analysis/decode/time_format.h"

namespace causeway::decode {

namespace {

struct Known {
    std::string_view format, pattern, timeSpec;
};

// "240325 142031 (%y%m%d %H%M%S)": an instant as each of the layout's specs writes it, whose month, day, hour and minute cannot
// be taken for one another.
std::string timeExamples(const Layout &layout)
{
    constexpr TimePoint kExample{1'711'376'431'250'000'000}; // 2024-03-25 14:20:31.25 UTC
    std::string out;
    for (std::string_view rest = layout.timeSpec; !rest.empty();) {
        const std::string_view spec = rest.substr(0, rest.find('|'));
        rest.remove_prefix(std::min(rest.size(), spec.size() + 1));
        auto format = TimeFormat::fromSpec(spec);
        if (!format)
            continue;
        std::string example;
        TimeParser(std::move(*format), layout.time).render(kExample, example);
        out += (out.empty() ? "" : " or ") + example + " (" + std::string(spec) + ")";
    }
    return out.empty() ? layout.timeSpec : out;
}

constexpr std::string_view kRedis = R"((?P<process>\d+):(?P<role>[XCSM]) (?P<time>\d\d? \w{3} \d{4} \d\d:\d\d:\d\d\.\d{3}) (?:(?P<debug>[.-])|(?P<info>\*)|(?P<warning>#)) (?P<content>.*))";
constexpr std::string_view kStrace = R"((?:\[pid +)?(?:(?P<process>\d+)\]? +)?(?P<time>\d\d:\d\d:\d\d(?:\.\d{6})?|1\d{9}\.\d{6}) (?P<content>(?:[a-z_][a-z_0-9]*\(|<\.\.\. |--- |\+\+\+ ).*))";
constexpr std::string_view kMysqlError =
    R"((?P<time>\d{4}-\d\d-\d\d[T ] ?\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?) +(?P<thread>\d+) \[(?:(?P<info>System)|(?P<level>\w+))\] (?:\[(?P<code>MY-\d+)\] \[(?P<component>\w+)\] )?(?P<content>.*))";
constexpr std::string_view kMysqlGeneral =
    R"((?P<time>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(?:Z|[+-]\d\d:\d\d))\t +(?P<thread>\d+) (?P<command>[A-Z][A-Za-z]*(?: [A-Z][A-Za-z]*)?)\t(?P<content>.*))";
constexpr std::string_view kMysqlSlow = R"(# Time: (?P<time>\d{4}-\d\d-\d\dT\S+|\d{6} +\d{1,2}:\d\d:\d\d)\s*$)";
constexpr std::string_view kShellHistory = R"(#\+?(?P<time>[12]\d{9})$)";

// Headers that programs in wide use write. Where the time spec is empty it is found out.
constexpr std::array<Known, 40> kKnown{{
    {"layout", "<Date> <Time> <Pid> <Level> <Component>: <Content>", "%y%m%d %H%M%S"},                                                    // HDFS
    {"layout", "<Date> <Time> <Level> [<Process>] <Component>: <Content>", ""},                                                           // Hadoop
    {"layout", "<Date> <Time> <Level> <Component>: <Content>", ""},                                                                       // Spark
    {"layout", "<Date> <Time> - <Level> [<Node>:<Component>@<Id>] - <Content>", ""},                                                      // Zookeeper
    {"layout", "<Label> <Timestamp> <Date> <Node> <Time> <NodeRepeat> <Type> <Component> <Level> <Content>", "%Y-%m-%d-%H.%M.%S.%6f"},    // BGL
    {"layout", "<Logrecord> <Date> <Time> <Pid> <Level> <Component> [<ADDR>] <Content>", "%Y-%m-%d %H:%M:%S.%3f"},                        // OpenStack, collected
    {"layout", "<Date> <Time> <Pid> <Level> <Component> [<ADDR>] <Content>", "%Y-%m-%d %H:%M:%S.%3f"},                                    // OpenStack
    {"layout", "[<Time>] [<Level>] <Content>", "%a %b %d %H:%M:%S %Y"},                                                                   // Apache 2.2
    {"layout", "[<Time>] [<Module>:<Level>] [pid <Pid>] <Content>", "%a %b %d %H:%M:%S.%6f %Y"},                                          // Apache 2.4
    {"layout", "[<Time>] <Program> - <Content>", "%m.%d %H:%M:%S"},                                                                       // Proxifier
    {"layout", "<Date> <Time> [<Thread>] <Level> <Component>: <Content>", ""},                                                            // log4j, logback
    {"layout", "<Date> <Time> [<Thread>] <Level> <Component> - <Content>", ""},
    {"layout", "<Date> <Time> <Level> <Component> - <Content>", ""},
    {"layout", "<Date> <Time> <Level> [<Thread>] <Component> - <Content>", ""},
    {"layout", "<Date> <Time> <Level> <Pid> --- [<Thread>] <Component> : <Content>", ""},                                                 // Spring Boot
    {"layout", "<Time> <Level> <Component> TraceID: <TraceID> SpanID: <SpanID> <Content>", "%H:%M:%S.%3f"},                               // Spring with tracing
    {"layout", "<Date> <Time> [<Pid>] <Level>: <Content>", ""},                                                                           // PostgreSQL
    {"layout", "<Date> <Time> <Pid> <Tid> <Level> <Component>: <Content>", "%m-%d %H:%M:%S.%3f"},                                         // Android logcat
    {"layout", "<Thread>::<Level>::<Time>::<Component>::<Line>::<Logger>::<Content>", "%Y-%m-%d %H:%M:%S,%3f"},                           // vdsm
    {"layout", "[<Time>] <Channel>.<Level>: <Content>", "%Y-%m-%d %H:%M:%S"},                                                             // Laravel
    {"layout", "<Date> <Time> [<Level>] <Process>#<Thread>: <Content>", "%Y/%m/%d %H:%M:%S"},                                            // nginx, errors
    {"regex", "(?P<level>[IWEF])(?P<time>\\d{4} \\d\\d:\\d\\d:\\d\\d\\.\\d{6}) +(?P<thread>\\d+) (?P<component>[^ \\]]+)\\] (?P<content>.*)", "%m%d %H:%M:%S.%6f"}, // glog
    {"regex", kRedis, "%d %b %Y %H:%M:%S.%3f|%-d %b %Y %H:%M:%S.%3f"},
    {"regex", kStrace, "%H:%M:%S.%6f|%s.%6f|%H:%M:%S"},
    {"regex", kMysqlError, ""},
    {"regex", kMysqlGeneral, ""},
    {"regex", kMysqlSlow, "%Y-%m-%dT%H:%M:%S%.fZ|%Y-%m-%dT%H:%M:%S%.f%:z|%y%m%d %-H:%M:%S"},
    {"regex", kShellHistory, "%s"},
    {"layout", "[pid: <Pid>|app: <AppId>|req: <Request>] <Client> (<User>) {<Sizes>} [<Time>] <Content>", "%a %b %e %H:%M:%S %Y"}, // uWSGI
    {"layout", "TCF <Time>: <Content>", "%M:%S.%3f|%M:%S.%6f"},                                                              // Target Communication Framework
    {"access-log", "<VHost>:<Port> <Client> <Ident> <User> [<Time>] <Content>", ""},                                         // Apache, vhost_combined
    {"cri", "", ""},
    {"compose", "", ""},
    {"nezha-log-csv", "", ""},
    {"docker-json", "", ""},
    {"json-lines", "", ""},
    {"logfmt", "", ""},
    {"access-log", "", ""},
    {"syslog", "", ""},
    {"timestamped", "", ""},
}};

// Stack frames and the like: they belong to the line before them whoever wrote it.
bool isContinuation(std::string_view line)
{
    if (line.empty() || isBlank(line[0]) || line[0] == '}' || line[0] == ')' || line[0] == ']' || line[0] == '<' || line[0] == '"')
        return true;
    if (line[0] == '#' && line.size() > 1 && isDigit(line[1]))
        return true;
    constexpr std::array<std::string_view, 8> kStarts{"[previous ", "File \"", "at ", "Caused by", "Traceback", "-->", "...", "[stacktrace]"};
    return std::any_of(kStarts.begin(), kStarts.end(), [&](std::string_view start) { return line.substr(0, start.size()) == start; });
}

// The line is read as this layout means it: its level is one, its component a word.
bool plausible(const Layout &layout, std::string_view line, const Record &record)
{
    if (layout.format == "json-lines") // any object would do
        return std::any_of(record.fields.begin(), record.fields.end(), [](const Field &f) { return f.role == Role::Content || f.role == Role::Time || f.role == Role::Level; });
    if (layout.format == "regex")
        return std::none_of(record.fields.begin(), record.fields.end(), [&](const Field &f) { return f.role == Role::Level && record.level == Level::Unknown; });
    if (layout.format != "layout")
        return true;
    for (const Field &field : record.fields) {
        if (field.role == Role::Level && record.level == Level::Unknown)
            return false;
        const std::string_view text = line.substr(field.begin, field.end - field.begin);
        if (field.role == Role::Component && text.find(' ') != std::string_view::npos && layout.pattern.find("<Component> -") != std::string::npos)
            return false;
        if (field.role == Role::Process && layout.pattern.find("[<Process>]") == std::string::npos && !std::all_of(text.begin(), text.end(), isDigit))
            return false;
    }
    return true;
}

struct Candidate {
    Layout layout;
    int rank = 0;
    std::vector<bool> knows; // by line
    std::size_t lines = 0;   // given to it
};

class Detector {
public:
    Detector(std::span<const std::string_view> lines, int yearHint, bool containers) : m_lines(lines), m_yearHint(yearHint), m_containers(containers) {}

    Detection run()
    {
        for (const Known &known : kKnown)
            if (m_containers || !isContainer(known.format))
                add(Layout{std::string(known.format), std::string(known.pattern), std::string(known.timeSpec), {}}, m_lines);
        addTables();
        assign();
        // What is left may be lines of other programs: the most frequent time first.
        for (int round = 0; round < 8; ++round) {
            std::vector<std::string_view> left;
            for (std::size_t i = 0; i < m_lines.size(); ++i)
                if (m_owner[i] < 0 && !m_lines[i].empty())
                    left.push_back(m_lines[i]);
            const std::size_t before = m_known;
            if (left.empty() || !add(Layout{"timestamped", {}, {}, {}}, left))
                break;
            assign();
            if (m_known == before)
                break;
        }
        return result();
    }

private:
    bool add(const Layout &start, std::span<const std::string_view> sample)
    {
        const auto layout = adaptLayout(start, sample, m_yearHint);
        if (!layout)
            return false;
        auto decoder = makeDecoder(*layout);
        if (!decoder)
            return false;
        Candidate candidate;
        candidate.layout = *layout;
        candidate.rank = specificity(*layout);
        candidate.knows.resize(m_lines.size());
        bool any = false;
        Record record;
        for (std::size_t i = 0; i < m_lines.size(); ++i)
            if ((*decoder)->decode(m_lines[i], record) && plausible(*layout, m_lines[i], record))
                candidate.knows[i] = any = true;
        const bool known = std::any_of(m_candidates.begin(), m_candidates.end(), [&](const Candidate &c) { return c.layout == *layout; });
        if (!any || known)
            return false;
        m_candidates.push_back(std::move(candidate));
        std::stable_sort(m_candidates.begin(), m_candidates.end(), [](const Candidate &a, const Candidate &b) { return a.rank > b.rank; });
        return true;
    }

    // A table for each set of columns that directives among the lines name.
    void addTables()
    {
        constexpr std::size_t kMostTables = 8;
        std::vector<std::pair<std::string_view, bool>> seen;
        for (const std::string_view line : m_lines) {
            if (line.empty() || line[0] != '#' || seen.size() == kMostTables)
                continue;
            for (const bool zeek : {false, true})
                if (const std::pair directive{tableDirective(line, zeek), zeek}; !directive.first.empty() && std::find(seen.begin(), seen.end(), directive) == seen.end()) {
                    seen.push_back(directive);
                    add(Layout{zeek ? "zeek" : "w3c", std::string(directive.first), {}, {}}, m_lines);
                }
        }
    }

    // Each line to the most specific layout that knows it; layouts with too few lines are dropped, the rarest first, as
    // long as there are any.
    void assign()
    {
        for (;;) {
            m_owner.assign(m_lines.size(), -1);
            m_known = 0;
            for (Candidate &candidate : m_candidates)
                candidate.lines = 0;
            for (std::size_t i = 0; i < m_lines.size(); ++i)
                for (std::size_t c = 0; c < m_candidates.size(); ++c)
                    if (m_candidates[c].knows[i]) {
                        m_owner[i] = static_cast<int>(c);
                        ++m_candidates[c].lines;
                        ++m_known;
                        break;
                    }
            const auto rarest = std::min_element(m_candidates.begin(), m_candidates.end(), [](const Candidate &a, const Candidate &b) { return a.lines < b.lines; });
            if (rarest == m_candidates.end() || (rarest->lines > 0 && static_cast<double>(rarest->lines) >= 0.005 * static_cast<double>(m_known)))
                return;
            m_candidates.erase(rarest);
        }
    }

    // The first line that is not empty, nor a comment, is known.
    [[nodiscard]] bool begins() const
    {
        for (std::size_t i = 0; i < m_lines.size(); ++i)
            if (m_owner[i] >= 0)
                return true;
            else if (!m_lines[i].empty() && m_lines[i][0] != '#')
                return false;
        return false;
    }

    Detection result()
    {
        Detection detection;
        std::size_t written = 0;   // lines that are not empty
        std::size_t continued = 0; // unknown and evidently continuations
        for (std::size_t i = 0; i < m_lines.size(); ++i) {
            written += m_lines[i].empty() ? 0 : 1;
            continued += m_owner[i] < 0 && !m_lines[i].empty() && isContinuation(m_lines[i]) ? 1 : 0;
        }
        // A file that begins with an event, or says in a directive what its columns are, is a log whose events have many lines.
        const bool log = begins() && 50 * m_known >= written - continued;
        if (m_known == 0 || (2 * m_known < written - continued && !log)) {
            detection.layouts.push_back(Layout{});
            detection.explained = 1;
            detection.why = m_known == 0 ? "no line begins with a header that is known"
                                         : "only " + std::to_string(m_known) + " of " + std::to_string(written) + " lines begin with a header that is known";
            return detection;
        }
        std::stable_sort(m_candidates.begin(), m_candidates.end(), [](const Candidate &a, const Candidate &b) { return a.lines > b.lines; });
        detection.explained = static_cast<double>(m_known) / static_cast<double>(written);
        for (const Candidate &candidate : m_candidates) {
            const Layout &layout = candidate.layout;
            if (!detection.why.empty())
                detection.why += "; ";
            detection.why += std::to_string(candidate.lines) + " of " + std::to_string(written) + " lines ";
            if (layout.format == "layout")
                detection.why += "begin `" + layout.pattern.substr(0, layout.pattern.rfind("<Content>")) + "`";
            else
                detection.why += "are " + layout.format;
            if (!layout.timeSpec.empty())
                detection.why += " with times like " + timeExamples(layout);
            detection.layouts.push_back(layout);
        }
        return detection;
    }

    std::span<const std::string_view> m_lines;
    int m_yearHint;
    bool m_containers;
    std::vector<Candidate> m_candidates;
    std::vector<int> m_owner; // index of the candidate by line, −1 none
    std::size_t m_known = 0;
};

} // namespace

Detection detectLayouts(std::span<const std::string_view> lines, int yearHint)
{
    if (std::none_of(lines.begin(), lines.end(), hasEscapes))
        return Detector(lines, yearHint, true).run();
    std::vector<std::string> texts;
    PlainText plain;
    for (const std::string_view line : lines)
        texts.emplace_back(plain.strip(line));
    return Detector(std::vector<std::string_view>(texts.begin(), texts.end()), yearHint, true).run();
}
Detection detectInnerLayouts(std::span<const std::string_view> lines, int yearHint) { return Detector(lines, yearHint, false).run(); }

} // namespace causeway::decode
