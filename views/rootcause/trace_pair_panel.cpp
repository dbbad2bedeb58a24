#include "views/rootcause/trace_pair_panel.h"

#include <QLabel>
#include <QSplitter>
#include <QStackedLayout>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/shell/empty_state.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/waterfall_view.h"

namespace causeway::views {

TracePairPanel::TracePairPanel(CauseDesk &desk, QWidget *parent) : QWidget(parent), m_desk(desk), m_stack(new QStackedLayout(this))
{
    setAccessibleName(tr("Example trace"));
    m_example = makeSide(tr("Trace of the incident"));
    m_normal = makeSide(tr("Normal trace"));
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->setChildrenCollapsible(false);
    split->addWidget(m_example.page);
    split->addWidget(m_normal.page);
    m_stack->addWidget(split);
    m_empty = new EmptyState(QStringLiteral("waterfall"), tr("No example trace"), tr("Choose evidence above that was seen in traces: one of them is shown here beside a normal one."), this);
    m_empty->setMinimumHeight(80);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentWidget(m_empty);
    setFocusProxy(m_example.view);
    connect(&desk, &CauseDesk::evidenceChanged, this, &TracePairPanel::invalidate);
}

TracePairPanel::Side TracePairPanel::makeSide(const QString &name)
{
    Side side;
    side.page = new QWidget(this);
    auto *column = new QVBoxLayout(side.page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    side.title = new QLabel(side.page);
    side.title->setTextFormat(Qt::PlainText);
    side.title->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    side.view = new WaterfallView(side.page);
    side.view->setAccessibleName(name);
    column->addWidget(side.title);
    column->addWidget(side.view, 1);
    return side;
}

bool TracePairPanel::showsTraces() const { return m_stack->currentWidget() != m_empty; }

void TracePairPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] {
        if (m_stale)
            read();
    });
}

void TracePairPanel::invalidate()
{
    m_stale = true;
    if (isVisible())
        read();
}

void TracePairPanel::read()
{
    m_stale = false;
    const rootcause::Evidence *evidence = m_desk.evidence();
    // Of a cause without chosen evidence, the strongest that has traces.
    if (const rootcause::Cause *cause = m_desk.cause(); evidence == nullptr && cause != nullptr)
        for (const rootcause::Evidence &one : cause->evidence)
            if (!one.rows.empty()) {
                evidence = &one;
                break;
            }
    if (evidence == nullptr || evidence->rows.empty()) {
        m_empty->setText(tr("No example trace"), evidence == nullptr || evidence != m_desk.evidence() ? tr("Choose evidence above that was seen in traces: one of them is shown here beside a normal one.")
                                                 : evidence->family == rootcause::Family::Metrics      ? tr("The chosen evidence was measured, not seen in traces. Its metric is in the panel Metrics.")
                                                                                                       : tr("The chosen evidence was not seen in a trace that could be shown."));
        m_desk.context().workspace.jobs().cancelKey("rootcause.traces");
        m_stack->setCurrentWidget(m_empty);
        return;
    }
    using Data = std::shared_ptr<const TracePair>;
    m_desk.context().workspace.jobs().start<Data>(
        {.key = "rootcause.traces", .title = Message(CAUSEWAY_TEXT("Read an example trace")), .quiet = true},
        [answer = m_desk.answer(), row = evidence->rows.front()](const Job &job) { return makeTracePair(*answer, row, job); },
        this, [this](const Data &pair) { show(pair); });
}

void TracePairPanel::show(const std::shared_ptr<const TracePair> &pair)
{
    const auto head = [](const QString &name, const TraceTree &tree) {
        return tr("%1: %2, %3 spans, begun %4").arg(name, text::duration(Nanos{tree.durationNs()}), text::number(static_cast<std::int64_t>(tree.size())), text::timeOfDay(TimePoint{tree.beginNs()}));
    };
    m_example.title->setText(head(tr("In the incident"), *pair->example));
    m_example.view->setTree(pair->example);
    m_example.view->setCurrent(pair->example->positionOf(pair->row));
    m_normal.title->setText(pair->normal == nullptr ? tr("There is no normal trace of this entry to compare with") : head(tr("Normal"), *pair->normal));
    m_normal.view->setTree(pair->normal);
    if (pair->normal != nullptr && pair->like != traces::kNone)
        m_normal.view->setCurrent(pair->normal->positionOf(pair->like));
    m_stack->setCurrentIndex(0);
}

} // namespace causeway::views
