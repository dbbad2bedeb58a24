#include "analysis/decode/signals/chrome_slices.h"

#include <algorithm>
#include <limits>

#include "analysis/core/limits.h"

namespace causeway::decode {

namespace {

constexpr std::size_t kOverlaps = 64; // slices that overlap without one holding the other, as far as they are looked through

std::int64_t endOf(std::int64_t start, std::int64_t duration)
{
    std::int64_t end = 0;
    return duration < 0 || __builtin_add_overflow(start, duration, &end) ? std::numeric_limits<std::int64_t>::max() : end;
}

} // namespace

ChromeSlices::Text ChromeSlices::keep(std::string_view text)
{
    const Text kept{m_texts.size(), static_cast<std::uint32_t>(text.size())};
    m_texts.append(text);
    return kept;
}

void ChromeSlices::makeRoom(std::size_t bytes, std::uint64_t offset)
{
    const std::size_t held = m_texts.size() + m_slices.size() * sizeof(Slice) + m_points.size() * sizeof(Point) + m_steps.size() * sizeof(AsyncStep);
    if (held == 0 || held + bytes <= limits::kSignalHeldBytes)
        return;
    m_sink.noted(Message(CAUSEWAY_TEXT("the trace is told in parts of %1; slices do not nest, nor end, across them"), Bytes{limits::kSignalHeldBytes}), {offset, 0});
    tell();
}

std::uint32_t ChromeSlices::processOf(std::string_view pid)
{
    m_key.assign(pid);
    const auto [known, isNew] = m_processIndex.try_emplace(m_key, static_cast<std::uint32_t>(m_processes.size()));
    if (isNew)
        m_processes.push_back({m_key, {}, {}});
    return known->second;
}

std::uint32_t ChromeSlices::threadOf(std::string_view pid, std::string_view tid)
{
    m_key.assign(pid).append(1, '\0').append(tid);
    const auto [known, isNew] = m_threadIndex.try_emplace(m_key, static_cast<std::uint32_t>(m_threads.size()));
    if (isNew) {
        m_threads.emplace_back();
        m_threads.back().tid = tid;
        m_threads.back().process = processOf(pid);
    }
    return known->second;
}

void ChromeSlices::processName(std::string_view pid, std::string_view name) { m_processes[processOf(pid)].name = name; }

void ChromeSlices::threadName(std::string_view pid, std::string_view tid, std::string_view name) { m_threads[threadOf(pid, tid)].name = name; }

std::uint32_t ChromeSlices::add(const Event &event, bool async)
{
    makeRoom(event.name.size() + event.category.size() + event.args.size() + sizeof(Slice), event.offset);
    Slice slice;
    slice.start = event.time;
    slice.duration = event.duration;
    slice.offset = event.offset;
    slice.name = keep(event.name);
    slice.category = keep(event.category);
    slice.args = keep(event.args);
    slice.thread = threadOf(event.pid, event.tid);
    slice.async = async;
    m_slices.push_back(slice);
    return static_cast<std::uint32_t>(m_slices.size());
}

void ChromeSlices::complete(const Event &event) { add(event, false); }

void ChromeSlices::begin(const Event &event)
{
    const std::uint32_t slice = add(event, false);
    m_threads[m_slices[slice - 1].thread].open.push_back(slice);
}

bool ChromeSlices::end(const Event &event)
{
    std::vector<std::uint32_t> &open = m_threads[threadOf(event.pid, event.tid)].open;
    if (open.empty())
        return false;
    Slice &slice = m_slices[open.back() - 1];
    open.pop_back();
    if (__builtin_sub_overflow(event.time, slice.start, &slice.duration) || slice.duration < 0) {
        m_sink.noted(Message(CAUSEWAY_TEXT("a span ends before it starts; its duration is 0")), {event.offset, 0});
        slice.duration = 0;
    }
    slice.endArgs = keep(event.args);
    return true;
}

void ChromeSlices::instant(const Event &event)
{
    makeRoom(event.name.size() + event.args.size() + sizeof(Point), event.offset);
    Point point;
    point.time = event.time;
    point.offset = event.offset;
    point.name = keep(event.name);
    point.args = keep(event.args);
    point.thread = threadOf(event.pid, event.tid);
    m_points.push_back(point);
}

void ChromeSlices::flow(const Event &event, char phase)
{
    instant(event);
    m_key.assign(event.category).append(1, '\0').append(event.name).append(1, '\0').append(event.id);
    m_points.back().flow = keep(m_key);
    m_points.back().phase = phase;
}

ChromeSlices::AsyncStep &ChromeSlices::addStep(const Event &event, char phase, bool byName)
{
    m_key.assign(event.category).append(1, '\0').append(event.id);
    if (byName)
        m_key.append(1, '\0').append(event.name);
    AsyncStep &step = m_steps.emplace_back();
    step.time = event.time;
    step.offset = event.offset;
    step.key = keep(m_key);
    step.phase = phase;
    step.byName = byName;
    return step;
}

void ChromeSlices::asyncBegin(const Event &event, bool byName)
{
    const std::uint32_t slice = add(event, true);
    addStep(event, 'b', byName).index = slice - 1;
}

void ChromeSlices::asyncEnd(const Event &event, bool byName)
{
    makeRoom(event.args.size() + sizeof(AsyncStep), event.offset);
    const Text args = keep(event.args);
    addStep(event, 'e', byName).args = args;
}

void ChromeSlices::asyncInstant(const Event &event, bool byName)
{
    instant(event);
    m_points.back().phase = 'n';
    addStep(event, 'n', byName).index = static_cast<std::uint32_t>(m_points.size() - 1);
}

// Those of other threads may stand anywhere in the input.
void ChromeSlices::pairSteps()
{
    std::stable_sort(m_steps.begin(), m_steps.end(), [](const AsyncStep &a, const AsyncStep &b) { return a.time < b.time; });
    std::unordered_map<std::string_view, std::vector<std::uint32_t>> open;
    for (const AsyncStep &step : m_steps) {
        std::vector<std::uint32_t> &stack = open[text(step.key)];
        if (step.phase == 'b') {
            if (!stack.empty() && !step.byName)
                m_slices[step.index].parent = stack.back() + 1;
            stack.push_back(step.index);
        } else if (stack.empty())
            m_sink.skipped(Message(step.phase == 'e' ? CAUSEWAY_TEXT("an end without a beginning") : CAUSEWAY_TEXT("a step of what has not begun")), {step.offset, 0});
        else if (step.phase == 'n') {
            m_points[step.index].slice = stack.back() + 1;
            m_points[step.index].phase = 'i';
        } else {
            Slice &slice = m_slices[stack.back()];
            if (__builtin_sub_overflow(step.time, slice.start, &slice.duration))
                slice.duration = 0;
            slice.endArgs = step.args;
            stack.pop_back();
        }
    }
}

// Slices and points of a thread by time; a slice that holds another is its parent.
void ChromeSlices::nest()
{
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < m_slices.size(); ++i)
        if (!m_slices[i].async)
            order.push_back(i);
    const auto before = [this](std::uint32_t a, std::uint32_t b) {
        const Slice &x = m_slices[a];
        const Slice &y = m_slices[b];
        if (x.thread != y.thread)
            return x.thread < y.thread;
        if (x.start != y.start)
            return x.start < y.start;
        const std::int64_t ends[] = {endOf(x.start, x.duration), endOf(y.start, y.duration)};
        return ends[0] != ends[1] ? ends[0] > ends[1] : a < b;
    };
    std::sort(order.begin(), order.end(), before);
    std::vector<std::uint32_t> points;
    for (std::uint32_t i = 0; i < m_points.size(); ++i)
        if (m_points[i].slice == 0 && m_points[i].phase != 'n')
            points.push_back(i);
    std::sort(points.begin(), points.end(), [this](std::uint32_t a, std::uint32_t b) {
        const Point &x = m_points[a];
        const Point &y = m_points[b];
        return x.thread != y.thread ? x.thread < y.thread : x.time != y.time ? x.time < y.time : a < b;
    });
    std::vector<std::uint32_t> open, ahead; // ahead: flows that end before their slice begins
    std::size_t at = 0;
    const auto enclosing = [&](std::int64_t start, std::int64_t end) -> std::uint32_t {
        for (std::size_t i = open.size(), looked = 0; i-- > 0 && looked < kOverlaps; ++looked) {
            const Slice &slice = m_slices[open[i]];
            if (slice.start <= start && endOf(slice.start, slice.duration) >= end)
                return open[i] + 1;
        }
        return 0;
    };
    const auto closeBefore = [&](std::int64_t time, bool inclusive) {
        while (!open.empty()) {
            const Slice &slice = m_slices[open.back()];
            const std::int64_t end = endOf(slice.start, slice.duration);
            if (inclusive ? end > time : end >= time)
                break;
            open.pop_back();
        }
    };
    const auto bind = [&](std::uint32_t index) {
        Point &point = m_points[index];
        if (!open.empty() && m_slices[open.front()].thread == point.thread) {
            closeBefore(point.time, false);
            point.slice = enclosing(point.time, point.time);
        }
        if (point.slice == 0 && (point.phase == 't' || point.phase == 'f'))
            ahead.push_back(index);
    };
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::uint32_t index = order[i];
        Slice &slice = m_slices[index];
        // What happens between the slice before and this one is within what is open now.
        const auto isBefore = [&](const Point &point) {
            return point.thread != slice.thread ? point.thread < slice.thread : point.time < slice.start;
        };
        for (; at < points.size() && isBefore(m_points[points[at]]); ++at)
            bind(points[at]);
        for (const std::uint32_t point : ahead)
            if (m_points[point].thread == slice.thread)
                m_points[point].slice = index + 1;
        ahead.clear();
        if (i > 0 && m_slices[order[i - 1]].thread != slice.thread)
            open.clear();
        closeBefore(slice.start, slice.duration != 0);
        slice.parent = enclosing(slice.start, endOf(slice.start, slice.duration));
        open.push_back(index);
    }
    for (; at < points.size(); ++at)
        bind(points[at]);
}

// A flow leads from the slice around its s (or t) to the one around its next t or f.
void ChromeSlices::bindFlows()
{
    std::unordered_map<std::string_view, std::uint32_t> from;
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < m_points.size(); ++i)
        if (m_points[i].phase != 'i' && m_points[i].phase != 'n')
            order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [this](std::uint32_t a, std::uint32_t b) { return m_points[a].time < m_points[b].time; });
    for (const std::uint32_t index : order) {
        const Point &point = m_points[index];
        if (point.slice == 0) {
            m_sink.skipped(Message(CAUSEWAY_TEXT("a flow begins or ends outside of any slice")), {point.offset, 0});
            continue;
        }
        const std::string_view key = text(point.flow);
        const auto source = from.find(key);
        if (point.phase != 's' && source == from.end())
            m_sink.skipped(Message(CAUSEWAY_TEXT("a flow ends that has not begun")), {point.offset, 0});
        else if (point.phase != 's')
            m_links.push_back({point.slice, source->second, point.name});
        if (point.phase == 'f')
            from.erase(key);
        else
            from[key] = point.slice;
    }
    std::stable_sort(m_links.begin(), m_links.end(), [](const Link &a, const Link &b) { return a.to < b.to; });
}

std::string_view ChromeSlices::plain(Text written)
{
    const std::string_view raw = text(written);
    if (raw.find('\\') == std::string_view::npos)
        return raw;
    std::string quoted = "[\"";
    quoted.append(raw).append("\"]");
    ondemand::document document;
    ondemand::array array;
    if (m_json.open({quoted, 0}, document) && document.get_array().get(array) == simdjson::SUCCESS)
        for (auto item : array) {
            ondemand::value value;
            if (std::move(item).get(value) == simdjson::SUCCESS)
                return m_arena.copy(m_json.text(value));
        }
    return raw;
}

void ChromeSlices::addArgs(Text args, std::vector<Attribute> &out)
{
    ondemand::document document;
    ondemand::object object;
    const std::string_view raw = text(args);
    if (raw.empty() || raw == "{}" || !m_json.open({raw, 0}, document) || document.get_object().get(object) != simdjson::SUCCESS)
        return;
    for (auto field : object) {
        ondemand::value value;
        if (field.error() != simdjson::SUCCESS || field.value().get(value) != simdjson::SUCCESS)
            return;
        AttributeValue told = m_json.any(value);
        if (const auto *const own = std::get_if<std::string_view>(&told))
            told = m_arena.copy(*own);
        else if (const auto *const json = std::get_if<JsonText>(&told))
            told = JsonText{m_arena.copy(json->text)};
        out.push_back({m_arena.copy(keyOf(field)), told});
    }
}

void ChromeSlices::tellSlice(std::uint32_t index, std::size_t &point, std::size_t &link)
{
    const Slice &slice = m_slices[index];
    const Thread &thread = m_threads[slice.thread];
    const Process &process = m_processes[thread.process];
    m_parts.clear();
    m_arena.clear();
    Span span;
    span.trace = m_trace;
    span.id = SpanKey{m_told + index + 1};
    span.parent = slice.parent == 0 ? SpanKey{} : SpanKey{m_told + slice.parent};
    span.service = process.name;
    span.resource = process.resource;
    span.name = plain(slice.name);
    span.kind = SpanKind::Internal;
    span.start = TimePoint{slice.start};
    span.duration = slice.duration < 0 ? kNoDuration : Nanos{slice.duration};
    const auto tid = integerOf(thread.tid);
    m_parts.attributes.push_back({"thread.id", tid ? AttributeValue(*tid) : AttributeValue(std::string_view(thread.tid))});
    if (!thread.name.empty())
        m_parts.attributes.push_back({"thread.name", std::string_view(thread.name)});
    if (slice.category.size > 0)
        m_parts.attributes.push_back({"category", plain(slice.category)});
    addArgs(slice.args, m_parts.attributes);
    addArgs(slice.endArgs, m_parts.attributes);
    for (; point < m_points.size() && m_points[point].slice <= index + 1; ++point) {
        if (m_points[point].slice != index + 1 || m_points[point].phase != 'i')
            continue;
        SpanEvent &event = m_parts.beginEvent();
        event.time = TimePoint{m_points[point].time};
        event.name = plain(m_points[point].name);
        addArgs(m_points[point].args, m_parts.inner());
    }
    for (; link < m_links.size() && m_links[link].to == index + 1; ++link) {
        SpanLink &told = m_parts.beginLink();
        told.trace = m_trace;
        told.span = SpanKey{m_told + m_links[link].from};
        m_parts.inner().push_back({"flow", plain(m_links[link].name)});
    }
    m_parts.fill(span);
    m_sink.span(span);
}

void ChromeSlices::tell()
{
    pairSteps();
    nest();
    bindFlows();
    for (Process &process : m_processes) {
        if (process.name.empty())
            process.name = "process " + process.pid;
        if (process.resource != ResourceId())
            continue;
        const auto pid = integerOf(process.pid);
        const Attribute attributes[] = {{"service.name", std::string_view(process.name)},
                                        {"process.pid", pid ? AttributeValue(*pid) : AttributeValue(std::string_view(process.pid))}};
        process.resource = m_sink.resource(attributes);
    }
    for (const Point &point : m_points)
        if (point.slice == 0 && point.phase == 'i')
            m_sink.skipped(Message(CAUSEWAY_TEXT("an instant lies outside of any slice")), {point.offset, 0});
    std::stable_sort(m_points.begin(), m_points.end(), [](const Point &a, const Point &b) { return a.slice < b.slice; });
    std::size_t point = 0, link = 0;
    for (std::uint32_t i = 0; i < m_slices.size(); ++i)
        tellSlice(i, point, link);
    m_told += m_slices.size();
    m_slices.clear();
    m_points.clear();
    m_links.clear();
    m_texts.clear();
    m_steps.clear();
    for (Thread &thread : m_threads)
        thread.open.clear();
}

} // namespace causeway::decode
