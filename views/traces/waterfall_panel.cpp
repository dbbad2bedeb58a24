#include "views/traces/waterfall_panel.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QStackedLayout>
#include <QToolButton>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/trace_desk.h"
#include "views/traces/waterfall_view.h"

namespace causeway::views {

namespace {

constexpr double kStep = 1.5;

QString count(std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); }

} // namespace

WaterfallPanel::WaterfallPanel(TraceDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_view(new WaterfallView(this)), m_title(new ElidedLabel(this)), m_facts(new QLabel(this)), m_hits(new QLabel(this)), m_note(new QLabel(this)),
      m_field(new QLineEdit(this)), m_stack(new QStackedLayout(this))
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid / 2);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    m_field->setPlaceholderText(tr("Find spans"));
    m_field->setAccessibleName(tr("Find spans"));
    m_field->setToolTip(tr("By operation, service or the beginning of the span's id; Return goes to the next"));
    m_field->setClearButtonEnabled(true);
    m_field->setMaximumWidth(220);
    m_field->installEventFilter(this);
    m_hits->setTextFormat(Qt::PlainText);
    m_hits->setForegroundRole(QPalette::PlaceholderText);
    bar->addWidget(m_title, 1);
    bar->addWidget(m_facts);
    bar->addSpacing(theme::kGrid);
    bar->addWidget(m_field);
    bar->addWidget(m_hits);
    bar->addWidget(button(QStringLiteral("up"), tr("Previous span found"), [this] { step(false); }));
    bar->addWidget(button(QStringLiteral("down"), tr("Next span found"), [this] { step(true); }));
    bar->addSpacing(theme::kGrid);
    m_critical = button(QStringLiteral("path"), tr("Critical path"), {});
    m_critical->setToolTip(tr("Critical path: a line below the bars marks what the trace waited for"));
    m_critical->setCheckable(true);
    m_critical->setChecked(true);
    connect(m_critical, &QToolButton::toggled, m_view, &WaterfallView::setCriticalShown);
    bar->addWidget(m_critical);
    bar->addWidget(button(QStringLiteral("collapse"), tr("Collapse all spans  (/)"), [this] { m_view->collapseAll(); }));
    bar->addWidget(button(QStringLiteral("expand"), tr("Expand all spans  (*)"), [this] { m_view->expandAll(); }));
    bar->addWidget(button(QStringLiteral("minus"), tr("Zoom out  (−)"), [this] { m_view->zoomBy(1 / kStep); }));
    bar->addWidget(button(QStringLiteral("plus"), tr("Zoom in  (+)"), [this] { m_view->zoomBy(kStep); }));
    bar->addWidget(button(QStringLiteral("restore"), tr("Show all of its time  (0)"), [this] { m_view->showAll(); }));
    column->addLayout(bar);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_note->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setAccessibleName(tr("Correction of clocks"));
    m_note->hide();
    column->addWidget(m_note);
    column->addWidget(m_view, 1);
    m_empty = new EmptyState(QStringLiteral("waterfall"), tr("No trace is chosen"), tr("Choose a trace in the list: its spans appear here under one axis of time."), this,
                             desk.context().actions.action(QStringLiteral("traces.list")));
    m_stack->addWidget(page);
    m_stack->addWidget(m_empty);
    setFocusProxy(m_view);

    connect(&m_desk, &TraceDesk::treeChanged, this, &WaterfallPanel::showTree);
    connect(&m_desk, &TraceDesk::spanChanged, this, [this] {
        if (m_desk.span() != m_view->current())
            m_view->setCurrent(m_desk.span());
        updateHits();
    });
    connect(&m_desk, &TraceDesk::marksRead, m_view, &WaterfallView::setMarks);
    connect(m_view, &WaterfallView::currentChanged, this, [this](quint32 position) { m_desk.chooseSpan(position); });
    connect(m_view, &WaterfallView::activated, this, [this](quint32 position) { m_desk.showLines(position); });
    connect(m_view, &WaterfallView::menuAsked, this, &WaterfallPanel::showMenu);
    connect(m_view, &WaterfallView::sightChanged, this, [this] {
        if (m_view->tree() == nullptr || !isVisible())
            return;
        const auto [first, end] = m_view->linesInSight();
        std::vector<std::uint32_t> positions;
        for (std::uint32_t line = first; line < end; ++line)
            positions.push_back(m_view->listed().position(line));
        m_desk.readMarks(std::move(positions));
    });
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_view->setSearch(text);
        updateHits();
    });
    connect(m_field, &QLineEdit::returnPressed, this, [this] { step(true); });
    connect(&desk.context().settings, &Settings::appearanceChanged, m_view, [this] { m_view->setFont(font()); });
    showTree();
}

QToolButton *WaterfallPanel::button(const QString &icon, const QString &name, std::function<void()> run)
{
    auto *made = new QToolButton(this);
    made->setIcon(theme::icon(icon));
    made->setAutoRaise(true);
    made->setToolTip(name);
    made->setAccessibleName(name.section(QStringLiteral("  ("), 0, 0));
    if (run)
        connect(made, &QToolButton::clicked, this, [run = std::move(run)] { run(); });
    return made;
}

QString WaterfallPanel::title() const { return m_title->text(); }

void WaterfallPanel::focusSearch()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void WaterfallPanel::step(bool forward)
{
    m_view->goToHit(forward);
    updateHits();
}

bool WaterfallPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Escape) {
            m_field->clear();
            m_view->setFocus(Qt::OtherFocusReason);
            return true;
        }
        if (key->key() == Qt::Key_Return && (key->modifiers() & Qt::ShiftModifier) != 0) {
            step(false);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void WaterfallPanel::showTree()
{
    const auto tree = m_desk.tree();
    m_field->clear(); // what was looked for was of another trace
    m_view->setTree(tree);
    m_stack->setCurrentIndex(tree != nullptr ? 0 : 1);
    updateHits();
    if (tree == nullptr)
        return;
    const traces::SpanTable &table = tree->table();
    const std::uint32_t root = tree->span(tree->root()).row;
    m_title->setText(tr("%1 · %2").arg(text::fromBytes(table.operationName(root)), text::fromBytes(table.serviceName(root))));
    QStringList facts{text::duration(Nanos{tree->durationNs()}), tree->size() == 1 ? tr("1 span") : tr("%1 spans").arg(count(tree->size())),
                      tree->services() == 1 ? tr("1 service") : tr("%1 services").arg(count(tree->services()))};
    if (tree->errors() > 0)
        facts << (tree->errors() == 1 ? tr("1 error") : tr("%1 errors").arg(count(tree->errors())));
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    m_facts->setToolTip(text::toolTip(tr("Trace %1\nbegan %2").arg(QString::fromStdString(traces::toHex(table.traceKey(tree->trace()))), text::time(TimePoint{tree->beginNs()}))));
    QStringList skew;
    for (const traces::ServiceSkew &one : tree->skew())
        skew << tr("%1 by %2%3 (spans: %4)").arg(text::fromBytes(table.services()[one.service]), one.medianNs < 0 ? QStringLiteral("−") : QStringLiteral("+"), text::duration(Nanos{std::abs(one.medianNs)}), count(one.spans));
    m_note->setText(skew.isEmpty() ? QString() : tr("Clocks disagree, spans were moved into their callers: %1").arg(skew.join(QStringLiteral(", "))));
    m_note->setVisible(!skew.isEmpty());
}

void WaterfallPanel::updateHits()
{
    if (m_field->text().trimmed().isEmpty()) {
        m_hits->clear();
        return;
    }
    const int at = m_view->currentHit();
    const auto all = m_view->hits().size();
    m_hits->setText(all == 0 ? tr("none") : at < 0 ? tr("%1 found").arg(count(all)) : tr("%1 of %2").arg(count(static_cast<std::uint64_t>(at) + 1), count(all)));
}

void WaterfallPanel::showMenu(std::uint32_t position, const QPoint &global)
{
    const auto tree = m_desk.tree();
    if (tree == nullptr)
        return;
    const traces::SpanTable &table = tree->table();
    const std::uint32_t row = tree->span(position).row;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Its lines in Explore"), this, [this, position] { m_desk.showLines(position); });
    menu->addAction(tr("Zoom to this span"), this, [this, tree, position] {
        const TreeSpan &span = tree->span(position);
        const double margin = static_cast<double>(span.durationNs) * 0.05;
        m_view->showTimes(static_cast<double>(span.fromNs) - margin, static_cast<double>(span.toNs()) + margin);
    });
    if (tree->hasChildren(position))
        menu->addAction(m_view->listed().isCollapsed(position) ? tr("Expand") : tr("Collapse"), this, [this, position] { m_view->setCollapsed(position, !m_view->listed().isCollapsed(position)); });
    menu->addSeparator();
    menu->addAction(tr("Only traces with this operation"), this, [this, name = text::fromBytes(table.operationName(row))] { m_desk.addCondition({TraceCondition::Kind::Operation, {}, name, 0}); });
    menu->addAction(tr("Only traces with this service"), this, [this, name = text::fromBytes(table.serviceName(row))] { m_desk.addCondition({TraceCondition::Kind::Service, {}, name, 0}); });
    menu->addSeparator();
    menu->addAction(tr("Copy the trace's id"), this, [id = QString::fromStdString(traces::toHex(table.traceKey(tree->trace())))] { QApplication::clipboard()->setText(id); });
    menu->addAction(tr("Copy the span's id"), this, [id = QString::fromStdString(traces::toHex(table.spanKey(row)))] { QApplication::clipboard()->setText(id); });
    menu->popup(global);
}

} // namespace causeway::views
