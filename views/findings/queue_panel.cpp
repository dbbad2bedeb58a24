#include "views/findings/queue_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QStackedLayout>

#include "app/workspace/workspace.h"
#include "views/findings/finding_delegate.h"
#include "views/findings/finding_review.h"
#include "views/findings/worth_list.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

QueuePanel::QueuePanel(ViewContext context, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_review(review), m_list(new QListView(this)), m_field(new QLineEdit(this)), m_order(new QComboBox(this)), m_detector(new QComboBox(this)),
      m_worth(new WorthList(context, review, this)),
      m_unlabelled(new QCheckBox(tr("Unlabelled"), this)), m_follow(new QCheckBox(tr("Follow filter"), this)), m_count(new ElidedLabel(this)),
      m_stack(new QStackedLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(theme::kMargin, 4, theme::kMargin, 0);
    top->setSpacing(theme::kGrid);
    m_order->setAccessibleName(tr("Order of the queue"));
    m_order->addItem(tr("Worst first"));
    m_order->addItem(tr("Worth labelling"));
    m_order->setItemData(0, tr("Findings of the newest run of each detector."), Qt::ToolTipRole);
    m_order->setItemData(1, tr("Sessions, found or not, whose label teaches most: a label goes to all that are alike."), Qt::ToolTipRole);
    top->addWidget(m_order, 1);
    top->addWidget(m_detector, 1);
    column->addLayout(top);
    auto *first = new QHBoxLayout;
    first->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    first->setSpacing(theme::kGrid);
    first->addWidget(m_field, 1);
    auto *second = new QHBoxLayout;
    second->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    second->setSpacing(theme::kGroup);
    second->addWidget(m_unlabelled);
    second->addWidget(m_follow);
    second->addStretch(1);
    column->addLayout(first);
    column->addLayout(second);
    column->addLayout(m_stack, 1);
    m_count->setContentsMargins(theme::kMargin, 2, theme::kMargin, 2);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_count->setFont(theme::smallFont());
    column->addWidget(m_count);

    m_field->setPlaceholderText(tr("Findings that contain …"));
    m_field->setAccessibleName(tr("Findings that contain"));
    m_field->setClearButtonEnabled(true);
    m_detector->setAccessibleName(tr("Findings of which detector"));
    m_detector->setMinimumContentsLength(8);
    m_detector->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_detector->addItem(tr("All detectors"), QString());
    m_follow->setChecked(review.followsFilter());
    m_follow->setToolTip(tr("Only findings that overlap the chosen time range and, of sessions, have a line that passes the filter."));
    m_count->setAccessibleName(tr("How many findings are labelled"));

    m_list->setAccessibleName(tr("Findings, worst first"));
    m_list->setModel(&review.model());
    m_list->setSelectionModel(&review.selection());
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setItemDelegate(new FindingDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->installEventFilter(this);
    setFocusProxy(m_list);

    ActionRegistry &actions = context.actions;
    m_none = new EmptyState(QStringLiteral("findings"), tr("Nothing to review"), tr("What a detector finds odd is listed here, worst first, with the reason in a sentence."), this);
    m_noneHere = new EmptyState(QStringLiteral("filter"), tr("No finding passes"), tr("Take away what limits the list: text, detector, “unlabelled” or the filter."), this,
                                actions.action(QStringLiteral("findings.showAll")));
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_none);
    m_stack->addWidget(m_noneHere);
    m_stack->addWidget(m_worth);
    for (QWidget *page : std::initializer_list<QWidget *>{m_none, m_noneHere, m_worth, m_list})
        page->setMinimumHeight(72); // a small screen is not for what an empty list would say
    connect(m_order, &QComboBox::currentIndexChanged, this, &QueuePanel::changeOrder);
    connect(m_worth, &WorthList::changed, this, &QueuePanel::updateLook);
    connect(m_list, &QListView::clicked, &review, &FindingReview::forgetAlike); // the finding itself, whatever was looked at since

    m_typing.setSingleShot(true);
    m_typing.setInterval(150);
    connect(m_field, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_field, &QLineEdit::returnPressed, m_list, [this] { m_list->setFocus(Qt::OtherFocusReason); });
    connect(&m_typing, &QTimer::timeout, this, [this] { m_review.setText(m_field->text()); });
    connect(m_detector, &QComboBox::activated, this, [this](int index) { m_review.setDetector(m_detector->itemData(index).toString().toStdString()); });
    connect(m_unlabelled, &QCheckBox::toggled, &review, &FindingReview::setUnlabelledOnly);
    connect(m_follow, &QCheckBox::toggled, &review, &FindingReview::setFollowFilter);
    connect(&review, &FindingReview::queueChanged, this, &QueuePanel::updateLook);
    connect(&review, &FindingReview::currentChanged, m_list, [this] {
        if (const QModelIndex index = m_review.selection().currentIndex(); index.isValid())
            m_list->scrollTo(index);
    });
    connect(&review, &FindingReview::limitsCleared, this, [this] {
        m_typing.stop();
        const QSignalBlocker field(m_field), detector(m_detector), unlabelled(m_unlabelled), follow(m_follow);
        m_field->clear();
        m_detector->setCurrentIndex(0);
        m_unlabelled->setChecked(false);
        m_follow->setChecked(m_review.followsFilter());
    });
    connect(m_list, &QListView::customContextMenuRequested, this, [this](const QPoint &position) {
        if (m_review.current() == nullptr)
            return;
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        for (const char *id : {"findings.normal", "findings.anomalous", "findings.unsure", "findings.clear", "findings.correct", "", "findings.otherDetector", "findings.beside", "findings.showInExplore", "findings.copy"}) {
            if (*id == '\0')
                menu->addSeparator();
            else if (QAction *action = m_context.actions.action(QLatin1String(id)))
                menu->addAction(action);
        }
        menu->popup(m_list->viewport()->mapToGlobal(position));
    });
    updateLook();
}

void QueuePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_review.wake();
}

void QueuePanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        m_list->doItemsLayout(); // rows are as high as their font
}

bool QueuePanel::eventFilter(QObject *watched, QEvent *event)
{
    // Ctrl+C belongs to whoever has the keyboard; here it copies the findings as text.
    if (watched == m_list && (event->type() == QEvent::KeyPress || event->type() == QEvent::ShortcutOverride)) {
        if (static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
            if (event->type() == QEvent::KeyPress)
                m_review.copy();
            event->accept();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

bool QueuePanel::showsWorth() const { return m_order->currentIndex() == 1; }
QListView &QueuePanel::shownList() { return showsWorth() ? m_worth->list() : *m_list; }

void QueuePanel::move(int rows)
{
    if (showsWorth())
        m_worth->move(rows);
    else
        m_review.move(rows);
}

void QueuePanel::changeOrder()
{
    if (!showsWorth())
        m_review.forgetAlike();
    setFocusProxy(&shownList());
    updateLook();
}

void QueuePanel::updateLook()
{
    const bool worth = showsWorth();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_field, m_detector, m_unlabelled, m_follow})
        widget->setVisible(!worth);
    if (worth) {
        m_stack->setCurrentWidget(m_worth);
        const auto &queue = m_worth->model().queue();
        const auto number = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
        m_count->setText(m_worth->isReading() ? tr("looking …") : queue == nullptr ? QString() : tr("%1 sessions without a label").arg(number(queue->unlabelled)));
        m_count->setDetails(queue != nullptr && queue->runs == 0 ? tr("No detector has run yet: what differs and what is common comes first.") : QString());
        return;
    }
    const FindingModel &model = m_review.model();
    const auto n = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
    const auto shown = static_cast<std::uint64_t>(model.rowCount());
    const std::uint64_t total = m_review.total();
    const std::uint64_t listed = m_review.listed();
    QString count = text::render(shown < listed ? Message(CAUSEWAY_TEXT("%1 of %2{subject|subjects} · %3 labelled"), shown, listed, model.labelled())
                                                : Message(CAUSEWAY_TEXT("%1{subject|subjects} · %2 labelled"), shown, model.labelled()));
    QString hover = tr("%1 findings are about them: what several detectors found is listed once").arg(n(total));
    if (total > FindingReview::kMaxRows)
        hover = tr("The %1 worst of %2 findings are listed; the export has all.").arg(n(FindingReview::kMaxRows), n(total));
    m_count->setText(total == 0 ? QString() : count);
    m_count->setDetails(hover);

    // The detectors that found something.
    QStringList names;
    if (model.table() != nullptr)
        for (const std::string &name : model.table()->detectors)
            names << text::fromBytes(name);
    QStringList known;
    for (int i = 1; i < m_detector->count(); ++i)
        known << m_detector->itemText(i);
    if (names != known) {
        const QSignalBlocker blocker(m_detector);
        const QString chosen = m_detector->currentData().toString();
        while (m_detector->count() > 1)
            m_detector->removeItem(1);
        for (const QString &name : names)
            m_detector->addItem(name, name);
        m_detector->setCurrentIndex(std::max(0, m_detector->findData(chosen)));
        if (m_detector->currentData().toString() != chosen)
            QMetaObject::invokeMethod(&m_review, [this] { m_review.setDetector({}); }, Qt::QueuedConnection);
    }
    const bool reading = m_review.isReading();
    m_stack->setCurrentWidget(shown > 0 || reading ? static_cast<QWidget *>(m_list) : total == 0 ? m_none : m_noneHere);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_field, m_detector, m_unlabelled, m_follow})
        widget->setEnabled(total > 0);
}

} // namespace causeway::views
