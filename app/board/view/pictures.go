package view

import "github.com/firstmate-app/firstmate/app/board/plot"

// pictures is what plots say in a language; nil is English.
func pictures(lang string) *plot.Words {
	if lang != "es" {
		return nil
	}
	return &plot.Words{
		NoData: "Todavía no hay datos",
		Median: "mediana", MiddleHalf: "mitad central", EightOfTen: "8 de cada 10",
		Interval: "intervalo del 95 %", Hidden: "oculto: menos de {n}",
		AtRisk: "aún en observación (en riesgo)",
		No:     "no", Yes: "sí", AgreeShare: "{value} sí",
		Even: "todo igual", Measured: "medido, G = {value}", GiniSince: "G por trimestre, de 0 (parejo) a 1",
		OrMore: "{n} o más", FewerThan: "menos de {n}", FromTo: "{n} a {of}",
		//nolint:misspell // Spanish
		LastPeriods: "los últimos {n} de {of} periodos", FirstBins: "los primeros {n} de {of} tramos", SomeCell: "{n} de {of} celdas",
		MoreRows: "{n} filas más están en la tabla", AllRows: "todas las filas están en la tabla",
		Months:  [12]string{"ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"},
		Quarter: "T{n}",
	}
}
