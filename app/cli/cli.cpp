#include "app/cli/cli.h"

#include <malloc.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <mutex>

#include "analysis/core/civil_time.h"
#include "app/cli/verb.h"
#include "app/engine/nearest.h"
#include "app/engine/undo_edit.h"

namespace causeway::cli {

namespace {

// Cancelled by the signal handler: the flag behind it is a lock-free atomic that outlives everything.
const CancelToken &interruptToken()
{
    static const auto *token = new CancelToken();
    return *token;
}

void onInterrupt(int)
{
    interruptToken().cancel();
    // A second Ctrl+C ends at once.
    signal(SIGINT, SIG_DFL);
}

// "\r  62 %" on a terminal, at most ten times a second.
class ProgressLine {
public:
    void show(const Progress &progress)
    {
        const std::lock_guard lock(m_mutex);
        const auto now = std::chrono::steady_clock::now();
        if (now - m_last < std::chrono::milliseconds(100))
            return;
        m_last = now;
        if (progress.total > 0)
            std::fprintf(stderr, "\r%3d %% ", static_cast<int>(std::clamp(100 * progress.done / progress.total, 0.0, 100.0)));
        else
            std::fprintf(stderr, "\r%.0f ", progress.done);
        m_shown = true;
    }
    void clear()
    {
        const std::lock_guard lock(m_mutex);
        if (m_shown)
            std::fputs("\r       \r", stderr);
        m_shown = false;
    }

private:
    std::mutex m_mutex;
    std::chrono::steady_clock::time_point m_last{};
    bool m_shown = false;
};

const std::vector<Option> &commonOptions()
{
    static const std::vector<Option> all{{"--json", "", "print one JSON document on stdout"},
                                         {"--threads", "N", "how many threads to use; never changes a result"},
                                         {"--seed", "N", "fixes every random choice (1)"},
                                         {"--help", "", "what the verb does"}};
    return all;
}

const Verb *findVerb(std::string_view name)
{
    const auto all = verbs();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Verb &verb) { return verb.name == name; });
    return found == all.end() ? nullptr : &*found;
}

void printOverview(Output &out)
{
    out.write("causeway opens the workbench; causeway PROJECT.causeway opens a project in it.\ncauseway VERB works without a display:\n\n");
    std::size_t widest = 0;
    for (const Verb &verb : verbs())
        widest = std::max(widest, verb.name.size());
    for (const Verb &verb : verbs())
        out.write("  " + std::string(verb.name) + std::string(widest - verb.name.size() + 2, ' ') + std::string(verb.summary) + "\n");
    out.write("\ncauseway help VERB tells more. With --json exactly one JSON document is printed; messages go to stderr.\n");
}

void printHelp(const Verb &verb, Output &out)
{
    out.write("causeway " + std::string(verb.name) + " " + std::string(verb.usage) + "\n\n" + std::string(verb.summary) + "\n");
    if (!verb.help.empty())
        out.write("\n" + std::string(verb.help) + "\n");
    out.write("\n");
    std::vector<Option> options = verb.options;
    for (const Option &option : commonOptions())
        if ((option.name != "--threads" || verb.threads) && (option.name != "--seed" || verb.seed))
            options.push_back(option);
    std::size_t widest = 0;
    for (const Option &option : options)
        widest = std::max(widest, option.name.size() + option.value.size() + 1);
    for (const Option &option : options) {
        const std::string head = std::string(option.name) + (option.value.empty() ? "" : " " + std::string(option.value));
        out.write("  " + head + std::string(widest - head.size() + 2, ' ') + std::string(option.help) + "\n");
    }
}

Error unknownVerb(std::string_view name)
{
    std::vector<std::string> names{"help"};
    for (const Verb &verb : verbs())
        names.emplace_back(verb.name);
    const std::string near = engine::nearest(name, names);
    return usage(Message(CAUSEWAY_TEXT("There is no verb “%1”"), name),
                 near.empty() ? Message(CAUSEWAY_TEXT("See: causeway help.")) : Message(CAUSEWAY_TEXT("Did you mean “%1”? See: causeway help."), near));
}

Result<void> runVerb(const Verb &verb, std::span<const char *const> words, Output &out, const Drawing &drawing)
{
    std::vector<Option> options = verb.options;
    options.insert(options.end(), commonOptions().begin(), commonOptions().end());
    CAUSEWAY_ASSIGN(const Arguments arguments, Arguments::parse(verb.name, words, options));
    if (arguments.has("--help")) {
        printHelp(verb, out);
        return {};
    }
    const std::size_t count = arguments.positional().size();
    if (count < verb.minimum || count > verb.maximum)
        return failure(usage(count < verb.minimum ? Message(CAUSEWAY_TEXT("An argument of “%1” is missing"), verb.name)
                                                  : Message(CAUSEWAY_TEXT("“%1” is one argument too many for “%2”"), arguments.positional()[verb.maximum], verb.name),
                             Message(CAUSEWAY_TEXT("Usage: causeway %1 %2"), verb.name, verb.usage)));
    Context context{arguments, out, {}, arguments.has("--json"), 0, 1, &drawing};
    CAUSEWAY_ASSIGN(const auto threads, arguments.integer("--threads", 1, 64));
    CAUSEWAY_ASSIGN(const auto seed, arguments.integer("--seed", 0, UINT64_MAX));
    context.threads = static_cast<unsigned>(threads.value_or(0));
    context.seed = seed.value_or(1);
    context.job.cancel = interruptToken();
    ProgressLine progress;
    if (::isatty(STDERR_FILENO) != 0)
        context.job.onProgress = [&progress](const Progress &p) { progress.show(p); };
    Result<void> done = verb.run(context);
    progress.clear();
    return done;
}

int finish(Output &out, const Result<void> &done)
{
    out.flush();
    const Result<void> written = out.status();
    const Result<void> &result = done ? written : done;
    if (result || (out.isClosed() && done.has_value()))
        return 0;
    std::fprintf(stderr, "causeway: %s\n", result.error().toEnglish().c_str());
    return result.error().code == ErrorCode::Usage ? 2 : 1;
}

} // namespace

std::span<const Verb> verbs()
{
    static const std::vector<Verb> all = [] {
        std::vector<Verb> out;
        for (auto group : {dataVerbs(), bundleVerbs(), lineVerbs(), templateVerbs(), traceVerbs(), rootCauseVerbs(), incidentVerbs(), modelVerbs(), simulateVerbs(), whatIfVerbs(), trainingVerbs(), scenarioVerbs(), approvalVerbs(), placeVerbs(), loopVerbs(), forecastVerbs(), boundaryVerbs(), splitVerbs(), detectVerbs(), labelVerbs(), retrainVerbs(), flowVerbs(), workflowVerbs(), demoVerbs()})
            for (Verb &verb : group)
                out.push_back(std::move(verb));
        return out;
    }();
    return all;
}

Result<std::shared_ptr<storage::Project>> Context::openProject() const { return storage::Project::open(positional(0), storage::Project::Mode::OpenExisting); }

Result<std::optional<TimePoint>> Context::time(std::string_view option, storage::Project &project) const
{
    const auto text = arguments.value(option);
    if (!text || text->find(':') > 2 || parseTime(*text))
        return arguments.time(option);
    CAUSEWAY_ASSIGN(const auto snapshot, project.snapshot());
    const TimeRange all = snapshot->timeRange();
    const auto day = [](TimePoint time) { return toIso8601(time).substr(0, 10); };
    const std::string first = all.isAll() ? std::string("1970-01-01") : day(all.from);
    const auto time = parseTime(first + "T" + *text);
    if (!time)
        return arguments.time(option); // it says how one is written
    if (all.isAll())
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for %2: no event of the project has a time"), *text, option)));
    const std::string last = day(TimePoint{all.to.ns - 1});
    if (first != last)
        return failure(usage(Message(CAUSEWAY_TEXT("“%1” is no value for %2 without its day: the events are from %3 to %4 (UTC)"), *text, option, first, last),
                             Message(CAUSEWAY_TEXT("Write %1T%2."), first, *text)));
    return time;
}

Result<TimeRange> Context::timeRange(std::string_view from, std::string_view to, storage::Project &project) const
{
    TimeRange range;
    CAUSEWAY_ASSIGN(const auto first, time(from, project));
    CAUSEWAY_ASSIGN(const auto last, time(to, project));
    range.from = first.value_or(range.from);
    range.to = last.value_or(range.to);
    if (range.from >= range.to)
        return failure(usage(Message(CAUSEWAY_TEXT("%1 lies behind %2"), from, to)));
    return range;
}

void Context::warn(const Error &error) const { std::fprintf(stderr, "causeway: warning: %s\n", error.toEnglish().c_str()); }

Result<void> Context::undo(storage::Project &project, std::string kind) const
{
    CAUSEWAY_ASSIGN(const auto undone, engine::undoEdit(project, {0, std::move(kind), false}, job));
    if (!json)
        out.write("Undone: " + printable(undone.edit.summary) + ".\n\n");
    return {};
}

bool isVerb(std::string_view first)
{
    if (first.empty())
        return false;
    if (first == "help" || first == "--help" || first == "-h" || first == "--version" || findVerb(first) != nullptr)
        return true;
    // Words alone are verbs; what could be a project's or a log's name, or an option of the window, is not.
    struct stat info {};
    return std::all_of(first.begin(), first.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '-'; }) && first[0] != '-' &&
           ::stat(std::string(first).c_str(), &info) != 0;
}

bool hasDisplay()
{
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (const char *value = std::getenv(name); value != nullptr && *value != '\0')
            return true;
    return false;
}

int run(int argc, char **argv, const Drawing &drawing)
{
    // Chunks are taken apart one after another in buffers of some MB: given back to the system each time, their pages would
    // be fetched and cleared anew for every chunk.
    mallopt(M_MMAP_THRESHOLD, 256 << 20);
    mallopt(M_TRIM_THRESHOLD, 512 << 20);
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN); // a limit on file sizes is an error of writing like a full disk
    ::signal(SIGINT, onInterrupt);
    (void)interruptToken();
    Output out;
    const std::string_view first = argc > 1 ? argv[1] : "help";
    const std::span<const char *const> rest(argv + std::min(argc, 2), static_cast<std::size_t>(std::max(argc - 2, 0)));
    if (first == "--version") {
        out.write("causeway " CAUSEWAY_VERSION "\n");
        return finish(out, {});
    }
    if (first == "help" || first == "--help" || first == "-h") {
        if (rest.empty()) {
            printOverview(out);
            return finish(out, {});
        }
        const Verb *verb = findVerb(rest[0]);
        if (verb == nullptr)
            return finish(out, failure(unknownVerb(rest[0])));
        printHelp(*verb, out);
        return finish(out, {});
    }
    const Verb *verb = findVerb(first);
    if (verb == nullptr)
        return finish(out, failure(unknownVerb(first)));
    return finish(out, runVerb(*verb, rest, out, drawing));
}

} // namespace causeway::cli
