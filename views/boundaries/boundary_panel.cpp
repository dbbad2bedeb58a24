#include "views/boundaries/boundary_panel.h"

#include <QLineEdit>
#include <QStackedLayout>
#include <QVBoxLayout>

#include <algorithm>

#include "views/boundaries/boundary_bar.h"
#include "views/boundaries/boundary_canvas.h"
#include "views/boundaries/class_panel.h"
#include "views/boundaries/measure_strip.h"
#include "views/shell/elided_label.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kRoomForLegend = 480; // pixels

} // namespace

BoundaryPanel::BoundaryPanel(BoundaryDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_bar(new BoundaryBar(desk, this)), m_strip(new MeasureStrip(desk, this)), m_canvas(new BoundaryCanvas(desk, this)), m_summary(new ElidedLabel(this)), m_legend(new ElidedLabel(this)),
      m_stack(new QStackedLayout), m_page(new QWidget(this))
{
    setAccessibleName(tr("Services"));
    m_none = makeNoBoundaries(desk, tr("Here services stand with their classes, and the calls between them. Drag classes from one to another, and see what that does to the measures and to latency."), true, this);
    for (ElidedLabel *label : {m_summary, m_legend}) {
        label->setForegroundRole(QPalette::PlaceholderText);
        label->setContentsMargins(theme::kMargin, 2, theme::kMargin, 2);
    }
    m_summary->setAccessibleName(tr("What is shown"));
    m_legend->setAccessibleName(tr("Legend"));
    m_legend->setText(tr("● stable from 80 %, ◐ from 50 %, ○ below, the fuller the colour  ·  dashed, slanted: never seen at run time  ·  needle: pinned in this variant  ·  ∗ in every service  ·  ↗ bound more to another  ·  lines: calls between services"));
    auto *page = new QVBoxLayout(m_page);
    page->setContentsMargins(0, 0, 0, 0);
    page->setSpacing(0);
    page->addWidget(m_strip);
    page->addWidget(m_summary);
    page->addWidget(m_canvas, 1);
    page->addWidget(m_legend);
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_none);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_bar);
    layout->addLayout(m_stack, 1);
    setFocusProxy(m_canvas);
    connect(&m_bar->search(), &QLineEdit::textChanged, this, [this](const QString &text) { m_canvas->setSearch(text.trimmed()); });
    connect(&m_bar->search(), &QLineEdit::returnPressed, this, [this] {
        m_desk.select(m_canvas->found());
        m_canvas->setFocus();
    });
    for (const auto signal : {&BoundaryDesk::dataChanged, &BoundaryDesk::treeChanged, &BoundaryDesk::splitChanged, &BoundaryDesk::settingsChanged, &BoundaryDesk::costChanged, &BoundaryDesk::selectionChanged})
        connect(&desk, signal, this, &BoundaryPanel::refresh);
    refresh();
}

// The picture has the room, not the words.
void BoundaryPanel::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_legend->setVisible(height() >= kRoomForLegend);
}

bool BoundaryPanel::showsSplit() const { return m_stack->currentWidget() == m_page; }

void BoundaryPanel::refresh()
{
    // While the next one is read the one before stays.
    const bool shows = m_desk.data() != nullptr && !m_desk.splitError() && (m_desk.split() != nullptr || (m_desk.chosen() != 0 && m_canvas->picture() != nullptr));
    m_stack->setCurrentWidget(shows ? m_page : m_none);
    if (shows)
        describe();
}

void BoundaryPanel::describe()
{
    const boundaries::ClassModel &model = m_desk.data()->data.model;
    const auto count = [](auto n) { return text::number(static_cast<std::int64_t>(n)); };
    QStringList parts{m_desk.nameOf(m_desk.chosen())};
    if (!m_desk.selected().empty())
        parts << (m_desk.selected().size() == 1 ? m_desk.className(m_desk.selected().front()) : tr("%1 classes selected").arg(count(m_desk.selected().size())));
    if (m_desk.isProposing())
        parts << tr("proposing …");
    if (m_desk.method() == engine::BoundariesRequest::Method::Metrics)
        parts << tr("By measures: it finds what the measures like; they do not know what classes are about");
    if (m_desk.data()->data.services)
        parts << tr("services as traces show them, which run apart already: what is in one box would be merged");
    if (const auto unseen = model.observed ? std::ranges::count(model.seen, false) : 0; unseen > 0)
        parts << tr("%1 of %2 classes were never seen at run time").arg(count(unseen), count(model.classes.size()));
    if (!model.observed)
        parts << tr("no calls were recorded: numbers are references");
    if (m_desk.isSimulating())
        parts << tr("simulating its cost …");
    m_summary->setText(parts.join(QStringLiteral("  ·  ")));
}

} // namespace causeway::views
