#include "views/findings/influence_page.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPainter>
#include <QSaveFile>
#include <QScrollBar>
#include <QStackedLayout>
#include <QStyledItemDelegate>
#include <QTableView>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/findings/heat_scale.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kCell = 24;
constexpr int kSide = 280, kWidestSide = 720; // for the names of rows

class CellDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QVariant place = index.data(InfluenceModel::PlaceRole);
        const auto *model = qobject_cast<const InfluenceModel *>(index.model());
        const QRect cell = option.rect.adjusted(0, 0, -1, -1);
        painter->fillRect(option.rect, option.palette.color(QPalette::Base));
        if (place.isValid() && model != nullptr)
            painter->fillRect(cell, QColor::fromRgb(HeatScale(model->measure(), option.palette, option.font).shade(place.toDouble())));
        else { // too few: hatched, which no shade is
            painter->fillRect(cell, QBrush(theme::line(), Qt::BDiagPattern));
        }
        if ((option.state & QStyle::State_Selected) != 0) {
            painter->setPen(QPen(option.palette.color(QPalette::Text), 2));
            painter->drawRect(cell.adjusted(1, 1, -1, -1));
        }
    }
};

} // namespace

class InfluencePage::Legend : public QWidget {
public:
    Legend(const InfluenceModel &model, QWidget *parent) : QWidget(parent), m_model(model) { setFixedSize(220, 2 * QFontMetrics(theme::smallFont()).height() + 4); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setFont(theme::smallFont());
        HeatScale(m_model.measure(), palette(), theme::smallFont()).paintLegend(painter, rect(), m_model.most());
    }

private:
    const InfluenceModel &m_model;
};

InfluencePage::InfluencePage(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_model(new InfluenceModel(this)), m_table(new QTableView(this)), m_stack(new QStackedLayout(this)), m_page(new QWidget(this)),
      m_empty(new EmptyState(QStringLiteral("table"), {}, {}, this)), m_summary(new ElidedLabel(this)), m_legend(new Legend(*m_model, this))
{
    prepareTable(*m_table, tr("How much a step of a pattern depends on earlier events of another"));
    m_table->setSelectionBehavior(QAbstractItemView::SelectItems);
    m_table->setModel(m_model);
    m_table->setItemDelegate(new CellDelegate(m_table));
    for (QHeaderView *header : {m_table->horizontalHeader(), m_table->verticalHeader()}) {
        header->setVisible(true);
        header->setMinimumSectionSize(8);
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setSectionsClickable(false);
        header->setHighlightSections(true);
    }
    m_table->verticalHeader()->setTextElideMode(Qt::ElideRight);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 0, theme::kMargin, 4);
    bar->addWidget(m_summary, 1);
    bar->addWidget(m_legend);
    column->addLayout(bar);
    column->addWidget(m_table, 1);
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    m_summary->setAccessibleName(tr("What the map shows"));
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_empty);
    m_empty->setMinimumHeight(72);
    setFocusProxy(m_table);
    connect(m_table, &QTableView::activated, this, &InfluencePage::filterTo);
    using workspace::Workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::findingsChanged, &Workspace::sessionsChanged, &Workspace::catalogChanged})
        connect(&context.workspace, signal, this, &InfluencePage::markStale);
    show(nullptr);
}

void InfluencePage::setDetector(const std::string &detector)
{
    if (detector == m_detector)
        return;
    m_detector = detector;
    markStale();
}

void InfluencePage::setMeasure(HeatMeasure measure)
{
    m_wanted = measure;
    show(m_map);
}

bool InfluencePage::has(HeatMeasure measure) const { return m_map != nullptr && (measure == HeatMeasure::Attention ? m_map->hasAttention : m_map->hasOcclusion); }

void InfluencePage::markStale()
{
    m_stale = true;
    if (isVisible())
        read();
}

void InfluencePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

void InfluencePage::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::ApplicationFontChange)
        fitSections();
}

void InfluencePage::read()
{
    m_stale = false;
    show(nullptr);
    m_context.workspace.jobs().cancelKey("findings.influence");
    const auto project = m_context.workspace.data().project;
    if (!project || m_detector.empty()) {
        say(tr("No detector is chosen"), tr("Choose a finding of deeplog or attention: what its detector looks at in all sessions is shown here."));
        return;
    }
    say(tr("Looking at the sessions …"), {});
    using Map = InfluenceModel::Map;
    m_context.workspace.jobs().start<Map>(
        {.key = "findings.influence", .title = Message(CAUSEWAY_TEXT("See what “%1” looks at"), m_detector)},
        [project, request = engine::InfluenceMapRequest{m_detector}](const Job &job) -> Result<Map> {
            CAUSEWAY_ASSIGN(auto response, engine::influenceMap(*project, request, job));
            return std::make_shared<const engine::InfluenceMapResponse>(std::move(response));
        },
        this, [this](Map map) { show(std::move(map)); },
        [this](const Error &error) {
            if (error.code == ErrorCode::Cancelled)
                say(tr("Stopped"), tr("Choose “All sessions” again to look once more."));
            else
                say(tr("There is no map"), text::render(error));
            m_stale = error.code == ErrorCode::Cancelled;
        });
}

void InfluencePage::say(const QString &title, const QString &text)
{
    m_empty->setText(title, text);
    m_stack->setCurrentWidget(m_empty);
}

void InfluencePage::show(InfluenceModel::Map map)
{
    m_map = std::move(map);
    const HeatMeasure other = m_wanted == HeatMeasure::Attention ? HeatMeasure::Occlusion : HeatMeasure::Attention;
    m_model->setMap(m_map, m_context.workspace.catalog(), has(m_wanted) || !has(other) ? m_wanted : other);
    fitSections();
    m_legend->update();
    if (m_map != nullptr) {
        m_summary->setText(summary());
        if (m_map->cells.empty())
            say(tr("Nothing is common enough"), tr("No two patterns stand in one session in at least %1 pairs of events.").arg(engine::kFewestPairs));
        else
            m_stack->setCurrentWidget(m_page);
    }
    Q_EMIT mapChanged();
}

QString InfluencePage::summary() const
{
    if (m_map == nullptr)
        return {};
    const auto count = [](std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); };
    const QString what = m_model->measure() == HeatMeasure::Attention ? tr("Attention, times an even look") : tr("Surprise added when left out (nats)");
    const QString which = m_map->lookedAt == m_map->distinct ? tr("%1 distinct sessions").arg(count(m_map->distinct)) : tr("the %1 commonest of %2 distinct sessions").arg(count(m_map->lookedAt), count(m_map->distinct));
    return tr("%1: rows are steps, columns what stood before  ·  %2  ·  hatched: fewer than %3 pairs").arg(what, which).arg(engine::kFewestPairs);
}

void InfluencePage::fitSections()
{
    const int cell = std::max(kCell, m_table->fontMetrics().horizontalAdvance(QStringLiteral("000")) + 4);
    m_table->horizontalHeader()->setDefaultSectionSize(cell);
    m_table->verticalHeader()->setDefaultSectionSize(kCell);
    // Names take what the columns leave; many columns are scrolled beside half of the page for names.
    const int room = width() - m_table->verticalScrollBar()->sizeHint().width() - 2 * m_table->frameWidth();
    const int spare = room - cell * std::min(1'000, m_model->columnCount());
    m_table->verticalHeader()->setFixedWidth(std::clamp(std::max(spare, room / 2), std::min(kSide, std::max(96, room / 2)), kWidestSide));
}

void InfluencePage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitSections();
}

void InfluencePage::filterTo(const QModelIndex &index)
{
    storage::Filter filter = m_context.workspace.filter();
    filter.templates = {m_model->templateAt(index.row())};
    if (index.column() != index.row())
        filter.templates.push_back(m_model->templateAt(index.column()));
    m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
    m_context.workspace.setPerspective(QStringLiteral("explore"));
}

bool InfluencePage::exportTo(const QString &path)
{
    QSaveFile file(path);
    const QByteArray bytes = m_model->toCsv().toUtf8();
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
}

} // namespace causeway::views
