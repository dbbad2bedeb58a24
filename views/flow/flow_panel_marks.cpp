// What is marked in the graph: what is chosen, found, replayed; and the export of what is shown.

#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/flow/flow_panel.h"
#include "views/flow/graph_export.h"
#include "views/graph/graph_view.h"
#include "views/shell/file_dialog.h"

namespace causeway::views {

void FlowPanel::showInGraph(std::uint32_t node)
{
    if (m_picture != nullptr && node < m_picture->visible().nodeOf.size())
        m_view->goTo(m_picture->visible().nodeOf[node], false);
}

void FlowPanel::showEdge(std::uint32_t edge)
{
    if (m_picture == nullptr || edge >= m_picture->mined().graph.edges.size())
        return;
    const flow::Edge &one = m_picture->mined().graph.edges[edge];
    m_view->show(m_picture->visible().nodeOf[one.from]);
    m_view->show(m_picture->visible().nodeOf[one.to]);
}

void FlowPanel::seek()
{
    const auto &selection = m_context.workspace.selection();
    if (m_picture == nullptr || !selection.templateId || m_mining.edge() || m_replay.path() != nullptr || m_context.workspace.perspective() == QLatin1String("flow"))
        return;
    const flow::Graph &graph = m_picture->mined().graph;
    for (std::uint32_t i = 0; i < graph.nodes.size(); ++i)
        if (graph.nodes[i].templateId == selection.templateId->value) {
            m_view->show(m_picture->visible().nodeOf[i]);
            return;
        }
}

void FlowPanel::markReplay()
{
    GraphMarks marks;
    const FlowReplay::Path &path = m_replay.path();
    if (m_picture == nullptr || path == nullptr || m_laid != m_mining.mined()) {
        m_view->setReplay(marks);
        return;
    }
    const VisibleFlow &visible = m_picture->visible();
    marks.replaying = true;
    marks.passed.assign(visible.nodes.size(), false);
    marks.left = marks.passed;
    marks.passedEdges.assign(visible.edges.size(), false);
    for (std::size_t i = 0; i <= m_replay.at() && i < path->steps.size(); ++i) {
        const flow::PathStep &step = path->steps[i].path;
        // A step that the graph has not is marked where the session was before it.
        if (step.node != flow::kNoNode) {
            marks.now = visible.nodeOf[step.node];
            marks.passed[*marks.now] = true;
        }
        if (path->steps[i].isOdd() && marks.now)
            marks.left[*marks.now] = true;
        for (const std::uint32_t edge : step.edges)
            if (visible.edgeOf[edge] != VisibleFlow::kHidden)
                marks.passedEdges[visible.edgeOf[edge]] = true;
    }
    m_view->setReplay(marks);
    if (marks.now)
        m_view->show(*marks.now);
}

void FlowPanel::mark()
{
    if (m_picture == nullptr)
        return;
    const VisibleFlow &visible = m_picture->visible();
    const flow::Graph &graph = m_picture->mined().graph;
    std::vector<bool> chosen(visible.nodes.size(), false);
    std::optional<std::uint32_t> shown;
    if (const auto edge = m_mining.edge(); edge && *edge < graph.edges.size()) {
        for (const std::uint32_t end : {graph.edges[*edge].from, graph.edges[*edge].to})
            chosen[visible.nodeOf[end]] = true;
        if (visible.edgeOf[*edge] != VisibleFlow::kHidden)
            shown = visible.edgeOf[*edge];
    } else if (const auto wanted = m_context.workspace.selection().templateId)
        for (std::uint32_t i = 0; i < graph.nodes.size(); ++i)
            if (graph.nodes[i].templateId == wanted->value)
                chosen[visible.nodeOf[i]] = true;
    m_view->setChosen(chosen, shown);
}

void FlowPanel::searched()
{
    m_view->setSearch(m_search->text().trimmed());
    const int hits = m_view->hitCount();
    m_hits->setVisible(!m_search->text().trimmed().isEmpty());
    m_hits->setText(hits == 0 ? tr("none") : tr("%1 found").arg(hits));
}

void FlowPanel::step(bool forward) { m_view->goToHit(forward); }

void FlowPanel::exportGraph()
{
    if (m_picture == nullptr)
        return;
    const QString svg = tr("Scalable picture (*.svg)"), png = tr("Picture (*.png)"), dot = tr("Graphviz (*.dot)");
    auto *dialog = makeFileDialog(window(), tr("Export the graph"), QFileInfo(m_context.workspace.path()).path(), QStringList{svg, png, dot}.join(QStringLiteral(";;")));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("svg"));
    dialog->selectFile(QStringLiteral("flow.svg"));
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog, png, dot](const QString &chosen) {
        const QString suffix = chosen == png ? QStringLiteral("png") : chosen == dot ? QStringLiteral("dot") : QStringLiteral("svg");
        dialog->setDefaultSuffix(suffix);
        if (const QStringList files = dialog->selectedFiles(); !files.isEmpty() && !QFileInfo(files.front()).isDir())
            dialog->selectFile(QFileInfo(files.front()).completeBaseName() + QLatin1Char('.') + suffix);
    });
    connect(dialog, &QFileDialog::fileSelected, this, &FlowPanel::exportTo);
    dialog->open();
}

void FlowPanel::exportTo(const QString &path)
{
    if (m_picture == nullptr)
        return;
    m_context.workspace.jobs().start<void>(
        {.key = {}, .title = Message(CAUSEWAY_TEXT("Export %1"), path.toStdString())},
        [picture = m_picture, colours = palette(), path](const Job &job) { return writeGraph(*picture, colours, path, job); }, this,
        [this, path] { m_context.workspace.reportNotice(Message(CAUSEWAY_TEXT("The graph is written to %1."), path.toStdString())); });
}

} // namespace causeway::views
