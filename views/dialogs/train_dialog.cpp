#include "views/dialogs/train_dialog.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include <limits>

#include "views/models/version_model.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kDecimals = 8;
constexpr int kFieldWidth = 150, kLabelWidth = 300, kMostHeight = 460; // pixels

QString trimmed(QString number, const QLocale &locale)
{
    if (!number.contains(locale.decimalPoint()))
        return number;
    while (number.endsWith(locale.zeroDigit()))
        number.chop(1);
    if (number.endsWith(locale.decimalPoint()))
        number.chop(locale.decimalPoint().size());
    return number;
}

// Of any size: as many digits as it has.
class NumberBox : public QDoubleSpinBox {
public:
    explicit NumberBox(QWidget *parent) : QDoubleSpinBox(parent) { setDecimals(kDecimals); }
    [[nodiscard]] QString textFromValue(double value) const override { return trimmed(QDoubleSpinBox::textFromValue(value), locale()); }
};

QString said(const std::string &english) { return QCoreApplication::translate("detector", english.c_str()); }

} // namespace

TrainDialog::TrainDialog(const detect::DetectorInfo &info, QWidget *parent) : QDialog(parent), m_seed(new QSpinBox(this))
{
    setWindowTitle(tr("Train with settings"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    column->setSpacing(theme::kGroup);
    auto *title = new QLabel(detectorTitle(info.name), this);
    title->setTextFormat(Qt::PlainText);
    column->addWidget(title);

    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget(scroll);
    auto *form = new QFormLayout(page);
    form->setContentsMargins(0, 0, theme::kGroup, 0);
    form->setLabelAlignment(Qt::AlignLeft);
    bool hasEpochs = false;
    for (const detect::SettingInfo &setting : info.settings) {
        hasEpochs = hasEpochs || setting.name == "epochs";
        addField(*form, setting);
    }
    if (!hasEpochs && (info.kind == detect::DetectorKind::Neural || info.kind == detect::DetectorKind::Supervised)) {
        m_epochs = new QSpinBox(page);
        m_epochs->setRange(0, 100'000);
        m_epochs->setSpecialValueText(tr("as the detector likes"));
        m_epochs->setFixedWidth(kFieldWidth);
        form->addRow(tr("&Epochs"), m_epochs);
    }
    m_seed->setRange(0, std::numeric_limits<int>::max());
    m_seed->setFixedWidth(kFieldWidth);
    m_seed->setToolTip(tr("The same data, settings and seed give the same model."));
    form->addRow(tr("&Seed of what is random"), m_seed);
    scroll->setWidget(page);
    column->addWidget(scroll, 1);

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    QPushButton *train = buttons->addButton(tr("Train and run"), QDialogButtonBox::AcceptRole);
    train->setDefault(true);
    connect(buttons->addButton(tr("Defaults"), QDialogButtonBox::ResetRole), &QPushButton::clicked, this, &TrainDialog::reset);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    reset();
    const QSize wanted = page->sizeHint();
    scroll->setMinimumSize(wanted.width() + theme::kGroup, std::min(wanted.height() + 2, kMostHeight));
}

void TrainDialog::addField(QFormLayout &form, const detect::SettingInfo &setting)
{
    QWidget *parent = form.parentWidget();
    QWidget *widget = nullptr;
    QString range;
    if (!setting.choices.empty()) {
        auto *box = new QComboBox(parent);
        for (const std::string &choice : setting.choices)
            box->addItem(text::fromBytes(choice));
        m_fields.push_back({setting, [box] { return static_cast<double>(box->currentIndex()); }, [box](double value) { box->setCurrentIndex(static_cast<int>(value)); }});
        range = tr("default %1").arg(box->itemText(static_cast<int>(setting.defaultValue)));
        widget = box;
    } else {
        auto *box = new NumberBox(parent);
        box->setRange(setting.minimum, setting.maximum);
        box->setStepType(QAbstractSpinBox::AdaptiveDecimalStepType);
        m_fields.push_back({setting, [box] { return box->value(); }, [box](double value) { box->setValue(value); }});
        range = tr("%1 to %2, default %3").arg(box->textFromValue(setting.minimum), box->textFromValue(setting.maximum), box->textFromValue(setting.defaultValue));
        widget = box;
    }
    widget->setObjectName(QString::fromStdString(setting.name));
    widget->setFixedWidth(kFieldWidth);
    widget->setAccessibleName(said(setting.description));
    widget->setToolTip(text::toolTip(text::fromBytes(setting.name) + QStringLiteral(": ") + range));
    auto *label = new QLabel(said(setting.description), parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setFixedWidth(kLabelWidth);
    label->setBuddy(widget);
    label->setToolTip(widget->toolTip());
    form.addRow(label, widget);
}

detect::TrainSettings TrainDialog::settings() const
{
    detect::TrainSettings out;
    for (const Field &field : m_fields)
        if (const double value = field.value(); value != field.setting.defaultValue)
            out.values[field.setting.name] = value;
    out.epochs = m_epochs == nullptr ? 0 : m_epochs->value();
    out.seed = static_cast<std::uint64_t>(m_seed->value());
    return out;
}

void TrainDialog::reset()
{
    for (const Field &field : m_fields)
        field.set(field.setting.defaultValue);
    if (m_epochs != nullptr)
        m_epochs->setValue(0);
    m_seed->setValue(1);
}

} // namespace causeway::views
