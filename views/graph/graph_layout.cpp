#include "views/graph/graph_layout.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QProcess>

#include <algorithm>
#include <numeric>

namespace causeway::views {

namespace {

constexpr int kLook = 30;         // milliseconds between looks at the token
constexpr int kMostComplaint = 400; // characters of what the program says

tl::unexpected<Error> cannot(ErrorCode code, Message why, Message hint = {}) { return failure(code, Message(CAUSEWAY_TEXT("The graph cannot be laid out")), std::move(why), std::move(hint)); }

Message smaller() { return Message(CAUSEWAY_TEXT("Hide rare edges, collapse chains or choose one component; the table shows all of it.")); }

double medianOf(std::vector<double> values)
{
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

void moveBy(layout::Answer &answer, double x, double y)
{
    const auto move = [&](layout::Point &point) {
        point.x += x;
        point.y += y;
    };
    std::ranges::for_each(answer.nodes, move);
    for (auto &edge : answer.edges)
        std::ranges::for_each(edge, move);
}

} // namespace

QString findLayoutProgram()
{
    const QString folder = QCoreApplication::applicationDirPath();
    for (const char *place : {"/", "/../", "/../lib/causeway/"})
        if (const QFileInfo file(folder + QLatin1String(place) + QStringLiteral("causeway-layout")); file.isFile() && file.isExecutable())
            return file.canonicalFilePath();
    return {};
}

Result<layout::Answer> runLayout(const QString &program, const layout::Request &request, std::chrono::milliseconds limit, const Job &job)
{
    if (request.nodes.size() > layout::kMostNodes || request.edges.size() > layout::kMostEdges)
        return cannot(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("it has %1 nodes and %2 edges"), request.nodes.size(), request.edges.size()), smaller());
    const Message reinstall(CAUSEWAY_TEXT("Build or install Causeway as a whole; the table shows nodes and edges without it."));
    if (program.isEmpty())
        return cannot(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("the program causeway-layout is missing")), reinstall);
    QProcess process;
    process.setProgram(program);
    process.start();
    if (!process.waitForStarted())
        return cannot(ErrorCode::NotFound, Message(CAUSEWAY_TEXT("%1 does not start: %2"), program.toStdString(), process.errorString().toStdString()), reinstall);
    process.write(QByteArray::fromStdString(layout::write(request)));
    process.closeWriteChannel();
    QElapsedTimer clock;
    clock.start();
    QByteArray out, err;
    const auto end = [&process] {
        process.kill();
        process.waitForFinished();
    };
    while (process.state() != QProcess::NotRunning) {
        process.waitForFinished(kLook);
        out += process.readAllStandardOutput();
        if (err.size() < kMostComplaint)
            err += process.readAllStandardError().left(kMostComplaint);
        else
            process.readAllStandardError();
        if (job.isCancelled()) {
            end();
            return failure(cancelled());
        }
        if (clock.hasExpired(limit.count())) {
            end();
            return cannot(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("it took longer than %1"), Nanos{std::chrono::nanoseconds(limit).count()}), smaller());
        }
        if (out.size() > static_cast<qsizetype>(layout::kMostAnswerBytes)) {
            end();
            return cannot(ErrorCode::LimitExceeded, Message(CAUSEWAY_TEXT("its layout is too large")), smaller());
        }
    }
    out += process.readAllStandardOutput();
    if (process.exitStatus() != QProcess::NormalExit)
        return cannot(ErrorCode::Internal, Message(CAUSEWAY_TEXT("causeway-layout crashed on it")), smaller());
    if (process.exitCode() != layout::kDone)
        return cannot(ErrorCode::Internal, Message(CAUSEWAY_TEXT("%1"), QString::fromUtf8(err).trimmed().toStdString()), smaller());
    auto answer = layout::readAnswer(std::string_view(out.constData(), static_cast<std::size_t>(out.size())), request.nodes.size(), request.edges.size());
    if (!answer)
        return cannot(ErrorCode::Internal, Message(CAUSEWAY_TEXT("causeway-layout answers in another way, in line %1: %2"), answer.error().line, answer.error().why), reinstall);
    return std::move(*answer);
}

Result<layout::Answer> layOutKeeping(const QString &program, const LayoutTask &task, std::chrono::milliseconds limit, const Job &job)
{
    if (task.before.empty())
        return runLayout(program, task.request, limit, job);
    const std::size_t n = task.request.nodes.size();
    // A new node stands where the nodes it is joined to stood.
    std::vector<double> across(n, 0);
    std::vector<bool> known(n, false);
    const bool down = task.request.direction == layout::Direction::TopToBottom;
    for (std::size_t i = 0; i < n; ++i)
        if (const auto it = task.before.find(task.names[i]); it != task.before.end()) {
            across[i] = down ? it->second.x : it->second.y;
            known[i] = true;
        }
    std::vector<double> sum(n, 0);
    std::vector<unsigned> joined(n, 0);
    for (const layout::Link &link : task.request.edges)
        for (const auto &[one, other] : {std::pair{link.from, link.to}, {link.to, link.from}})
            if (!known[one] && known[other]) {
                sum[one] += across[other];
                ++joined[one];
            }
    for (std::size_t i = 0; i < n; ++i)
        if (joined[i] > 0)
            across[i] = sum[i] / joined[i];
    std::vector<std::uint32_t> order(n), place(n);
    std::iota(order.begin(), order.end(), 0u);
    std::ranges::stable_sort(order, {}, [&](std::uint32_t i) { return across[i]; });
    layout::Request sorted{task.request.direction, {}, {}};
    for (std::uint32_t i = 0; i < n; ++i) {
        place[order[i]] = i;
        sorted.nodes.push_back(task.request.nodes[order[i]]);
    }
    std::vector<std::uint32_t> edges(task.request.edges.size());
    std::iota(edges.begin(), edges.end(), 0u);
    std::ranges::stable_sort(edges, {}, [&](std::uint32_t e) { return std::pair(place[task.request.edges[e].from], place[task.request.edges[e].to]); });
    for (const std::uint32_t e : edges)
        sorted.edges.push_back({place[task.request.edges[e].from], place[task.request.edges[e].to], task.request.edges[e].weight});
    CAUSEWAY_ASSIGN(layout::Answer found, runLayout(program, sorted, limit, job));
    layout::Answer answer{found.size, {}, std::vector<std::vector<layout::Point>>(edges.size())};
    for (std::size_t i = 0; i < n; ++i)
        answer.nodes.push_back(found.nodes[place[i]]);
    for (std::size_t i = 0; i < edges.size(); ++i)
        answer.edges[edges[i]] = std::move(found.edges[i]);
    std::vector<double> x, y;
    for (std::size_t i = 0; i < n; ++i)
        if (const auto it = task.before.find(task.names[i]); it != task.before.end()) {
            x.push_back(it->second.x - answer.nodes[i].x);
            y.push_back(it->second.y - answer.nodes[i].y);
        }
    if (!x.empty())
        moveBy(answer, medianOf(std::move(x)), medianOf(std::move(y)));
    return answer;
}

GraphLayout::GraphLayout(workspace::JobManager &jobs, std::string key, QObject *parent) : QObject(parent), m_jobs(jobs), m_key(std::move(key)), m_program(findLayoutProgram()) {}

void GraphLayout::stop() { m_jobs.cancel(m_job); }
void GraphLayout::forget() { m_jobs.cancelKey(m_key); }

void GraphLayout::start(LayoutTask task, std::function<void(Layout)> done, std::function<void(const Error &)> failed)
{
    std::string asked = layout::write(task.request);
    for (const std::uint64_t name : task.names)
        asked += std::to_string(name) + ' ';
    // Where nodes were is no part of the question: a graph seen before comes back as it was.
    const auto kept = std::ranges::find(m_kept, asked, &std::pair<std::string, Layout>::first);
    if (kept != m_kept.end()) {
        forget();
        m_kept.splice(m_kept.begin(), m_kept, kept);
        done(m_kept.front().second);
        return;
    }
    ++m_runs;
    m_job = m_jobs.start<Layout>(
        {.key = m_key, .title = Message(CAUSEWAY_TEXT("Lay out the graph"))},
        [task = std::move(task), program = m_program, limit = m_limit](const Job &job) -> Result<Layout> {
            CAUSEWAY_ASSIGN(auto answer, layOutKeeping(program, task, limit, job));
            return std::make_shared<const layout::Answer>(std::move(answer));
        },
        this,
        [this, asked = std::move(asked), done = std::move(done)](Layout layout) {
            m_kept.emplace_front(asked, layout);
            if (m_kept.size() > kKept)
                m_kept.pop_back();
            done(std::move(layout));
        },
        std::move(failed));
}

} // namespace causeway::views
