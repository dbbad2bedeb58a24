#pragma once
// The slices of a Chrome trace, held until their parents, processes and flows are known: slices of a thread nest by time,
// asynchronous ones by their id. Told in the order in which they began in the input.

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analysis/decode/signals/json_element.h"
#include "analysis/decode/signals/signal_parts.h"

namespace causeway::decode {

class ChromeSlices {
public:
    ChromeSlices(SignalSink &sink, std::uint64_t document) : m_sink(sink), m_trace{document, 1} {}

    // What an event of the trace says; texts as they are written between quotes, args as JSON or empty.
    struct Event {
        std::string_view pid, tid, name, category, id, args;
        std::int64_t time = 0;      // ns
        std::int64_t duration = -1; // ns; -1: not told
        std::uint64_t offset = 0;
    };

    void complete(const Event &event);                     // X
    void begin(const Event &event);                        // B
    bool end(const Event &event);                          // E; false: nothing is open
    void instant(const Event &event);                      // i, I, R
    void asyncBegin(const Event &event, bool byName);      // b; byName: S
    void asyncEnd(const Event &event, bool byName);        // e; F
    void asyncInstant(const Event &event, bool byName);    // n; T, p
    void flow(const Event &event, char phase);             // s, t, f
    void processName(std::string_view pid, std::string_view name);
    void threadName(std::string_view pid, std::string_view tid, std::string_view name);

    // Tells everything that is held.
    void tell();

private:
    struct Text {
        std::uint64_t at = 0;
        std::uint32_t size = 0;
    };
    struct Slice {
        std::int64_t start = 0, duration = -1;
        std::uint64_t offset = 0;
        Text name, category, args, endArgs;
        std::uint32_t thread = 0;
        std::uint32_t parent = 0; // 1-based; 0: none
        bool async = false;
    };
    struct Point { // an instant, a flow's end
        std::int64_t time = 0;
        std::uint64_t offset = 0;
        Text name, args, flow; // flow: its key
        std::uint32_t thread = 0;
        std::uint32_t slice = 0; // 1-based, once known
        char phase = 'i';
    };
    struct AsyncStep { // of asynchronous slices, which are put in the order of time before they are paired
        std::int64_t time = 0;
        std::uint64_t offset = 0;
        Text key, args;
        std::uint32_t index = 0; // of a begin's slice or an instant's point
        char phase = 'b';        // b, e, n
        bool byName = false;
    };
    struct Thread {
        std::uint32_t process = 0;
        std::string tid, name;
        std::vector<std::uint32_t> open; // slices by B
    };
    struct Process {
        std::string pid, name;
        ResourceId resource;
    };
    struct Link {
        std::uint32_t to = 0, from = 0; // slices, 1-based; the link stands at `to`
        Text name;
    };

    Text keep(std::string_view text);
    [[nodiscard]] std::string_view text(Text text) const { return std::string_view(m_texts).substr(text.at, text.size); }
    std::uint32_t processOf(std::string_view pid);
    std::uint32_t threadOf(std::string_view pid, std::string_view tid);
    std::uint32_t add(const Event &event, bool async);
    AsyncStep &addStep(const Event &event, char phase, bool byName);
    void pairSteps();
    void makeRoom(std::size_t bytes, std::uint64_t offset);
    void nest();
    void bindFlows();
    void tellSlice(std::uint32_t index, std::size_t &point, std::size_t &link);
    void addArgs(Text args, std::vector<Attribute> &out);
    std::string_view plain(Text written);

    SignalSink &m_sink;
    TraceKey m_trace;
    std::uint64_t m_told = 0; // slices before the held ones
    std::string m_texts;
    std::vector<Slice> m_slices;
    std::vector<Point> m_points;
    std::vector<Link> m_links;
    std::vector<Thread> m_threads;
    std::vector<Process> m_processes;
    std::unordered_map<std::string, std::uint32_t> m_threadIndex, m_processIndex;
    std::vector<AsyncStep> m_steps;
    std::string m_key;
    JsonElement m_json;
    SpanParts m_parts;
    TextArena m_arena;
};

} // namespace causeway::decode
